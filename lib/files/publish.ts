import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

// Everything that this library writes is written to a temporary name beside its place and renamed when it is complete:
// a reader, and a run that is killed at any moment, see the old one or the new one and never a part.

/** Options of {@link publishFile}. */
export interface PublishOptions {
  /** Wait until the bytes are on the disk before the rename, so that the file is complete after a power cut too. */
  readonly durable?: boolean;
}

/** Partial names that this process has given out: a name with its process ID that is not here is of an earlier process. */
const issued = new Set<string>();

/**
 * Gives a temporary name beside a file or folder, `.NAME-PID.RANDOM.partial`. It is unique, and the leading dot hides it
 * from Athena, Trino, Spark and patterns such as `*.csv`. Whoever renames or removes it need not say so.
 *
 * @param target path of the file or folder that it stands for
 *
 * @example
 * partialPath('/reports/monday'); // '/reports/.monday-4711.1f0c2d9a.partial'
 */
export function partialPath(target: string): string {
  const name = `.${path.basename(target)}-${process.pid}.${randomUUID().slice(0, 8)}.partial`;
  issued.add(name);
  return path.join(path.dirname(target), name);
}

/**
 * Writes a file to a partial name and renames it when it is complete. A file that it replaces stays as it was until then,
 * and gives its permissions and, where allowed, its owner to the new one; a symbolic link stays a link to the file. When
 * anything fails the partial file is removed and the old one stays.
 *
 * @param file path of the file; its folder must exist
 * @param write writes the whole file to the path that it is given
 * @returns what `write` returns
 * @throws what `write` or the file system throws
 *
 * @example
 * await publishFile('scored.csv', (partial) => connection.run(`copy traffic to '${partial}' (format csv)`));
 */
export async function publishFile<Result>(
  file: string,
  write: (partial: string) => Promise<Result>,
  { durable = false }: PublishOptions = {},
): Promise<Result> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const partial = partialPath(target);
  try {
    const result = await write(partial);
    const old = await stat(target).catch(() => undefined);
    if (old) {
      await chown(partial, old.uid, old.gid).catch(() => undefined);
      await chmod(partial, old.mode).catch(() => undefined);
    }
    if (durable) await sync(partial);
    await rename(partial, target);
    return result;
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * Writes a text or bytes that are in memory as {@link publishFile} does, durably.
 *
 * @param file path of the file; its folder must exist
 * @throws what the file system throws
 *
 * @example
 * await publishText('summary.json', JSON.stringify(summary));
 */
export function publishText(file: string, content: string | Uint8Array): Promise<void> {
  return publishFile(file, (partial) => writeFile(partial, content), { durable: true });
}

/**
 * Fills a new folder under a partial name and renames it when it is complete. Where a folder with something in it has
 * appeared in the meantime, from another process that did the same, that one stays.
 *
 * @param folder path; its parents are made where missing
 * @param fill writes into the folder that it is given, which is empty
 * @throws what `fill` or the file system throws; nothing is left behind then
 *
 * @example
 * await publishFolder('.cache/traffic/1f0c', (partial) => writeFile(path.join(partial, 'content'), bytes));
 */
export async function publishFolder(
  folder: string,
  fill: (partial: string) => Promise<unknown>,
): Promise<void> {
  const partial = partialPath(folder);
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await rename(partial, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Removes the partial files and folders that processes which no longer run left in a folder.
 *
 * @param folder path of an existing folder
 * @param name of the file or folder that they stand for; of any when left out, in the folders below as well
 * @throws what the file system throws
 *
 * @example
 * await removeLeftovers('reports', 'monday'); // removes reports/.monday-4711.1f0c2d9a.partial unless 4711 runs
 */
export async function removeLeftovers(folder: string, name?: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: name === undefined })) {
    const base = path.basename(entry);
    const [, of, pid] = /^\.(.*)-(\d+)(?:\.[0-9a-f]{8})?\.partial$/.exec(base) ?? [];
    if (pid !== undefined && (name === undefined || of === name) && !isInUse(base, Number(pid)))
      await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}

function isInUse(partial: string, pid: number): boolean {
  if (pid === process.pid) return issued.has(partial);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function sync(file: string): Promise<void> {
  const written = await open(file, 'r+');
  await written.sync().finally(() => written.close());
}
