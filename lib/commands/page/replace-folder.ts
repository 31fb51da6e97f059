import { spawnSync } from 'node:child_process';
import { chmod, link, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { venvPython } from '../../jupyter/virtual-environment.js';

const exchangeScript = path.join(__dirname, 'exchange-folders.py');

/**
 * Puts a folder's files into another, where everything else stays. The two folders are exchanged in one step,
 * so that a process killed at any moment leaves all the old files or all the new. Where that cannot be, the
 * files are moved one by one, the named one last: on Windows, on file systems without the call or without
 * hard links, where a folder stands among the files (it might be somebody's home), and where a shell works in
 * the folder, which would find itself in a removed one.
 *
 * @param folder absolute path, in the place of which the new files shall be
 * @param aside absolute path of the new files, on the same file system; it is gone afterwards
 * @param last name of the file that is moved last
 * @param workingDirectory of the shell that the command was given in
 * @throws what the file system says
 */
export async function replaceFolder(
  folder: string,
  aside: string,
  last: string,
  workingDirectory: string,
): Promise<void> {
  const newNames = await readdir(aside);
  const oldEntries = await readdir(folder, { withFileTypes: true });
  const outside = path.relative(folder, workingDirectory).startsWith('..');
  if (process.platform !== 'win32' && outside && !oldEntries.some((entry) => entry.isDirectory())) {
    const kept = oldEntries.map(({ name }) => name).filter((name) => !newNames.includes(name));
    if ((await linked(kept, folder, aside)) && (await exchanged(folder, aside)))
      return rm(aside, { recursive: true, force: true });
  }
  for (const name of [...newNames.filter((file) => file !== last), last])
    await rename(path.join(aside, name), path.join(folder, name));
  await rm(aside, { recursive: true, force: true });
}

/**
 * What stays is, as a hard link, in both folders: nothing is lost with either. Not every file system has such
 * links.
 */
async function linked(names: readonly string[], folder: string, aside: string): Promise<boolean> {
  try {
    for (const name of names) await link(path.join(folder, name), path.join(aside, name));
    return true;
  } catch {
    return false;
  }
}

async function exchanged(folder: string, aside: string): Promise<boolean> {
  await chmod(aside, (await stat(folder)).mode);
  return spawnSync(venvPython, ['-I', exchangeScript, folder, aside]).status === 0;
}
