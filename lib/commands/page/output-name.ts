import { isRemote } from '../../load/file-names.js';

/**
 * What the output of a name of records is called: the last part of its path without what says how it is
 * packed.
 *
 * @example
 * outputName('logs/monday.csv.gz'); // 'monday'
 * outputName('s3://bucket/waf/**'); // 'waf'
 */
export function outputName(name: string): string {
  if (name === '-') return 'standard-input';
  // What an address asks for is no part of its name.
  const parts = (isRemote(name) ? name.replace(/[?#].*$/, '') : name)
    .split(/[\\/:]+/)
    .filter((part) => part !== '');
  // A pattern's name is that of the folder it looks in, without the "*".
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  const last = parts.slice(0, wild < 0 ? undefined : wild).at(-1) ?? '';
  const stem = last.replace(/\.(gz|zst)$/i, '').replace(/(?<=.)\.\w+$/, '');
  // A file named `...csv` has no name but dots, which would be a folder above.
  if (/^\.*$/.test(stem)) return /^\.*$/.test(last) ? 'traffic' : last;
  return stem;
}
