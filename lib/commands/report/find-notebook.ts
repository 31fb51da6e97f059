import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inputError } from '../../text/input-error.js';

/**
 * Finds the notebook that a user named: one of the project's by its name, with or without `.ipynb`, else any
 * by its path (`./report` is not the project's).
 *
 * @param name as the user wrote it
 * @param folders the repository, and where the user typed the command
 * @returns absolute path
 * @throws an InputError that names the project's notebooks when there is none
 *
 * @example
 * findNotebook('04-investigate', { root, from: process.cwd() }); // …/notebooks/04-investigate.ipynb
 */
export function findNotebook(
  name: string,
  { root, from }: { readonly root: string; readonly from: string },
): string {
  const file = name.endsWith('.ipynb') ? name : `${name}.ipynb`;
  const folder = path.join(root, 'notebooks');
  const places = [...(path.basename(file) === file ? [folder] : []), from];
  const match = places.map((place) => path.resolve(place, file)).find((place) => existsSync(place));
  if (match !== undefined) return match;
  const names = readdirSync(folder).flatMap((entry) => /^(.*)\.ipynb$/.exec(entry)?.[1] ?? []);
  throw inputError(
    `${name}: there is no such notebook; give a path, or one of ${names.sort().join(', ')} (--notebook).`,
  );
}
