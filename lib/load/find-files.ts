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
export async function findFiles(given: string): Promise<readonly InputFile[]> {
  if (existsSync(given)) {
    if (!(await stat(given)).isDirectory()) return [{ given, path: path.resolve(given) }];
    const files = await filesBelow(given);
    if (files.length === 0) throw inputError(`${given}: is a directory without files of traffic records.`);
    return files;
  }
  if (!/[*?]/.test(given)) throw inputError(`${given}: there is no such file.`);
  const fixed = given.split(/[\\/]/);
  const base = fixed
    .slice(
      0,
      fixed.findIndex((part) => /[*?]/.test(part)),
    )
    .join('/');
  const folder = base === '' ? (given.startsWith('/') ? '/' : '.') : base;
  const pattern = patternOf(given.replaceAll('\\', '/'));
  const files = existsSync(folder) ? await filesBelow(folder) : [];
  const found = files.filter((file) => pattern.test(file.given.replaceAll('\\', '/').replace(/^\.\//, '')));
  if (found.length === 0) throw inputError(`${given}: no file matches.`);
  return found;
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
        return [{ given, path: path.resolve(given) }];
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
