import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { InputFile } from './input-file.js';

/** Writes standard input to a file, since its end has to be seen before its format is; `remove` takes it away. */
export async function standardInput(
  signal?: AbortSignal,
  stream: NodeJS.ReadableStream = process.stdin,
): Promise<InputFile & { readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'traffic-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'standard-input');
  try {
    await pipeline(stream, createWriteStream(file), { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return { displayName: 'standard input', path: file, remove };
}
