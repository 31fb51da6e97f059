import { existsSync } from 'node:fs';
import { mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { partialPath, removeLeftovers } from '../../files/publish.js';
import { inputError } from '../../text/input-error.js';
import { replaceFolder } from './replace-folder.js';

/** Name of the folder that is made and removed to learn whether a folder can be written. */
const PROBE = 'probe';

/** A folder written aside, to be moved into place whole. */
export interface OutputDirectory {
  /** Absolute path of the folder to write into. */
  readonly aside: string;
  /**
   * Moves all files into place at once (where only one by one can be, the named one last), and keeps all
   * others there.
   */
  readonly publish: (last: string) => Promise<void>;
  /** Removes what was written aside. */
  readonly discard: () => Promise<void>;
}

/**
 * Prepares a folder beside the wanted one, so that a run that dies at any moment leaves the old output as it
 * was. What runs that died left behind is removed.
 *
 * @param requested absolute path of the output folder; it may exist, and so may its parents
 * @throws an InputError when the folder is a file or cannot be written
 */
export async function outputDirectory(requested: string): Promise<OutputDirectory> {
  const directory = existsSync(requested) ? await realpath(requested) : requested;
  const parent = path.dirname(directory);
  const name = path.basename(directory);
  const aside = partialPath(directory);
  try {
    if (existsSync(directory) && !(await stat(directory)).isDirectory())
      throw inputError(`${directory}: is a file; name a folder for the output with --out.`);
    await makeWithParents(parent);
    await removeLeftovers(parent, name);
    await mkdir(aside);
    if (existsSync(directory)) {
      await removeLeftovers(directory, PROBE);
      await probe(directory);
    }
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => {});
    throw cannotWrite(directory, error);
  }
  return {
    aside,
    publish: async (last) => {
      try {
        if (!existsSync(directory)) return await rename(aside, directory);
        await replaceFolder(directory, aside, last, process.env.INIT_CWD ?? process.cwd());
      } catch (error) {
        throw cannotWrite(directory, error);
      }
    },
    discard: () => rm(aside, { recursive: true, force: true }),
  };
}

/**
 * The error of a failed write in one sentence that says what to do.
 *
 * @param directory the output folder
 */
export function cannotWrite(directory: string, error: unknown): Error {
  const { code, name } = error as NodeJS.ErrnoException;
  if (name === 'InputError') return error as Error;
  if (code === 'EFBIG')
    return inputError(
      `${directory}: files may not get as large as the report's; raise the limit (ulimit -f).`,
    );
  return inputError(
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `${directory}: the disk is full; free some space, or name another folder with --out.`
      : `${directory}: cannot be written (${code ?? error}); name another folder with --out.`,
  );
}

/**
 * The code of the system error that an error's text tells of, where it is one of no room left: what fails to
 * write in the kernel or in Python comes back as text.
 */
export function diskFullCode(error: unknown): 'ENOSPC' | 'EDQUOT' | 'EFBIG' | undefined {
  const text = String(error);
  if (/ENOSPC|No space left on device/.test(text)) return 'ENOSPC';
  if (/EDQUOT|Disk quota exceeded/.test(text)) return 'EDQUOT';
  if (/EFBIG|File too large/.test(text)) return 'EFBIG';
  return undefined;
}

/** Node's own recursive mkdir never returns where a folder cannot be made in an existing one, as in /proc. */
async function makeWithParents(directory: string): Promise<void> {
  if (existsSync(directory)) return;
  await makeWithParents(path.dirname(directory));
  await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Whether files can be made in it is learnt by making one. */
async function probe(directory: string): Promise<void> {
  const file = partialPath(path.join(directory, PROBE));
  await mkdir(file);
  await rm(file, { recursive: true });
}
