import { open } from 'node:fs/promises';
import { inputError } from '../text/input-error.js';

/** Enough for a title, blank lines, a header and some rows of most files. */
const HEAD_BYTES = 64 * 1024;
/** Enough for a title or a header that is longer than that. */
export const LONG_HEAD_BYTES = 4 * 1024 * 1024;

/**
 * Reads the beginning of a file.
 *
 * @param displayName its name, for errors
 * @param length bytes that are read at most
 * @throws when there is no such file, it is a directory, it cannot be read or it is empty
 */
export async function readHead(
  file: string,
  displayName: string,
  length: number = HEAD_BYTES,
): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw inputError(`${displayName}: there is no such file.`);
    throw inputError(`${displayName}: cannot be read (${error.code ?? error.message}).`);
  });
  try {
    if ((await handle.stat()).isDirectory())
      throw inputError(`${displayName}: is a directory; name the file of traffic records in it.`);
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, 0);
    if (bytesRead === 0)
      throw inputError(`${displayName}: is empty; a header line and records were expected.`);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The first lines of text that hold anything, without the last one if it may be cut. */
export function firstLines(head: Buffer): readonly string[] {
  const lines = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  return (head.length === HEAD_BYTES && lines.length > 1 ? lines.slice(0, -1) : lines)
    .filter((line) => line.trim() !== '')
    .slice(0, 50);
}
