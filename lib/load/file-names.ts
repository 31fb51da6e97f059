import path from 'node:path';
import { inputError } from '../text/input-error.js';

/** A name with a scheme, such as `s3://bucket/prefix/`; the colons before its path and after its host separate nothing. */
const REMOTE = String.raw`[a-z][a-z\d+.-]+:\/\/(?:[^/@]*@)?(?:\[[^\]]*\]|[^/:\[]*)(?::\d+)?`;

/** Whether a name is that of a source elsewhere, and not of a file. */
export const isRemote = (name: string): boolean => new RegExp(`^${REMOTE}`, 'i').test(name);

/** The name under which a source of records is shown: that of a file without its folders, an address whole. */
export const shownName = (name: string): string => (isRemote(name) ? name : path.basename(name));

/**
 * Takes names of files and of sources elsewhere apart that stand in one text, as in the environment variable TRAFFIC:
 * between them is the platform's path delimiter. In a source's address, colons after the host are written `%3A`.
 *
 * @example
 * splitNames('a.csv:s3://bucket/logs/'); // ['a.csv', 's3://bucket/logs/']
 */
export function splitNames(text: string, delimiter: string = path.delimiter): readonly string[] {
  return text.match(new RegExp(`${REMOTE}[^${delimiter}]*|[^${delimiter}]+`, 'gi')) ?? [];
}

/** The opposite: names in one text, from which `splitNames` gives the same names (colons of addresses as `%3A`). */
export function joinNames(names: readonly string[], delimiter: string = path.delimiter): string {
  return names
    .map((name) => {
      const [head = ''] = new RegExp(`^${REMOTE}`, 'i').exec(name) ?? [];
      return (
        head + (isRemote(name) ? name.slice(head.length).replaceAll(delimiter, encodeURIComponent) : name)
      );
    })
    .join(delimiter);
}

/**
 * A name as the user typed it in the folder `from`, made independent of that folder; `-` (standard input) and sources
 * elsewhere stay as they are.
 *
 * @throws an InputError when the file's name holds the character that separates names
 */
export function absoluteName(from: string, name: string): string {
  if (name === '-' || isRemote(name)) return name;
  const absolute = path.resolve(from, name);
  if (absolute.includes(path.delimiter))
    throw inputError(`${absolute}: file names with "${path.delimiter}" cannot be read; rename the file.`);
  return absolute;
}
