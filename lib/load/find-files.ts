import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import type { InputFile } from './input-file.js';
import { readHead } from './read-head.js';

const isHidden = (name: string) => name.startsWith('.') || name.startsWith('_');
/** Pages and pictures, which are beside records and never hold any. */
const isPage = (name: string) => /\.(html?|md|pdf|png|svg)$/i.test(name);
/** What a report writes, which is not read as further records. */
const OUTPUTS = ['scored.csv', 'summary.json', 'workbook.xlsx'];

/**
 * Finds the files that were named: a file (whatever characters its name has), a folder with all files in it and
 * below, or a pattern with `*`, `?` and `**` where no file has that name, in the order of their names. Of a folder, hidden files
 * and those with `_` in front are left out, as other tools leave them, and so are pages and what an earlier report wrote.
 *
 * @returns the files; the first has a note of what a pattern matched, and of what was left out
 * @throws an InputError when nothing is found
 */
export async function findFiles(name: string): Promise<readonly InputFile[]> {
  const isFolder = existsSync(name) && (await stat(name)).isDirectory();
  if (existsSync(name) && !isFolder) return [{ displayName: name, path: path.resolve(name) }];
  if (isFolder) {
    const { files, leftOut } = await filesBelow(name);
    if (files.length === 0) throw inputError(`${name}: is a directory without files of traffic records.`);
    return noted(files, leftOut);
  }
  if (!/[*?]/.test(name)) throw inputError(`${name}: there is no such file.`);
  const parts = name.split(/[\\/]/);
  const base = parts
    .slice(
      0,
      parts.findIndex((part) => /[*?]/.test(part)),
    )
    .join('/');
  const folder = base === '' ? (name.startsWith('/') ? '/' : '.') : base;
  const pattern = patternOf(name.replaceAll('\\', '/'));
  const matches = (file: string) => pattern.test(file.replaceAll('\\', '/').replace(/^\.\//, ''));
  const { files, leftOut } = existsSync(folder) ? await filesBelow(folder) : { files: [], leftOut: [] };
  const found = files.filter((file) => matches(file.displayName));
  if (found.length === 0) throw inputError(`${name}: no file matches.`);
  const count = found.length === 1 ? '1 file' : `${found.length} files`;
  return noted(found, leftOut.filter(matches), `${visible(name, 200)} matched ${count}`);
}

/** The first file gets the notes, for all of them. */
function noted(
  files: readonly InputFile[],
  leftOut: readonly string[],
  ...notes: readonly string[]
): readonly InputFile[] {
  const some = leftOut.slice(0, 3).map((file) => visible(file, 100));
  const more = leftOut.length > some.length ? ` and ${leftOut.length - some.length} more` : '';
  const all = [
    ...notes,
    ...(some.length > 0 ? [`${some.join(', ')}${more} left out: pages or what a report wrote`] : []),
  ];
  return files.map((file, i) => (i === 0 && all.length > 0 ? { ...file, notes: all } : file));
}

interface Below {
  readonly files: readonly InputFile[];
  readonly leftOut: readonly string[];
}

async function filesBelow(folder: string): Promise<Below> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => !isHidden(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = entries.map((entry) => entry.name);
  const isOutput = (await wroteReport(folder, names))
    ? (name: string) => OUTPUTS.includes(name)
    : () => false;
  const found = await Promise.all(
    entries.map(async (entry): Promise<Below> => {
      const given = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(given);
      return isPage(entry.name) || isOutput(entry.name)
        ? { files: [], leftOut: [given] }
        : { files: [{ displayName: given, path: path.resolve(given) }], leftOut: [] };
    }),
  );
  return {
    files: found.flatMap(({ files }) => files),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  };
}

/** Whether a report is or was written into a folder: it has two of its files, or the one that has a report's columns. */
async function wroteReport(folder: string, names: readonly string[]): Promise<boolean> {
  if (path.resolve(folder) === process.env.TRAFFIC_OUTPUT) return true;
  const known = [...OUTPUTS, 'report.html', 'report.md', 'report.pdf'].filter((name) => names.includes(name));
  if (known.length > 1) return true;
  if (!names.includes('scored.csv')) return false;
  const head = await readHead(path.join(folder, 'scored.csv'), folder).catch(() => Buffer.alloc(0));
  return /\bis_anomaly\b.*\btop_reasons\b/.test(head.toString('utf8').split('\n', 1)[0] ?? '');
}

function patternOf(glob: string): RegExp {
  const body = glob
    .replace(/^\.\//, '')
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replace(/\*\*\/|\*|\?/g, (wild) => (wild === '**/' ? '(?:.*/)?' : wild === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${body}$`);
}
