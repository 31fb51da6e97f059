import { open } from 'node:fs/promises';
import { inputError } from './input-error.js';

/** Enough for a title, blank lines, a header and some rows. */
const HEAD_BYTES = 64 * 1024;

/**
 * Reads the beginning of a text file.
 *
 * @throws when there is no such file, it is a directory, it cannot be read, it is empty or it is not text
 */
export async function readHead(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw inputError(`${file}: there is no such file.`);
    throw inputError(`${file}: cannot be read (${error.code ?? error.message}).`);
  });
  try {
    if ((await handle.stat()).isDirectory())
      throw inputError(`${file}: is a directory; name the file of traffic records in it.`);
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
    if (bytesRead === 0) throw inputError(`${file}: is empty; a header line and records were expected.`);
    const head = buffer.subarray(0, bytesRead);
    if (head.includes(0)) throw inputError(`${file}: is binary, not a text file of traffic records.`);
    return head.toString('utf8');
  } finally {
    await handle.close();
  }
}
