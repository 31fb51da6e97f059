import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';
import type { InputFile } from './input-file.js';

const isHidden = (name: string) => name.startsWith('.') || name.startsWith('_');

/**
 * Finds the files that were named: a file (whatever characters its name has), a folder with all files in it and
 * below (hidden ones and ones with `_` in front left out, as other tools leave them), or a pattern with `*`, `?`
 * and `**`, in the order of their names.
 *
 * @throws an InputError when nothing is found
 */
export async function findFiles(name: string): Promise<readonly InputFile[]> {
  if (existsSync(name)) {
    if (!(await stat(name)).isDirectory()) return [{ displayName: name, path: path.resolve(name) }];
    const files = await filesBelow(name);
    if (files.length === 0) throw inputError(`${name}: is a directory without files of traffic records.`);
    return files;
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
  const files = existsSync(folder) ? await filesBelow(folder) : [];
  const matches = files.filter((file) =>
    pattern.test(file.displayName.replaceAll('\\', '/').replace(/^\.\//, '')),
  );
  if (matches.length === 0) throw inputError(`${name}: no file matches.`);
  return matches;
}

async function filesBelow(folder: string): Promise<readonly InputFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => !isHidden(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<readonly InputFile[]> => {
        const given = path.join(folder, entry.name);
        if (entry.isDirectory()) return filesBelow(given);
        return [{ displayName: given, path: path.resolve(given) }];
      }),
  );
  return found.flat();
}

function patternOf(glob: string): RegExp {
  const body = glob
    .replace(/^\.\//, '')
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replace(/\*\*\/|\*|\?/g, (wild) => (wild === '**/' ? '(?:.*/)?' : wild === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${body}$`);
}
