import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { inputError } from '../text/input-error.js';
import type { InputFile } from './input-file.js';

/** Logs shrink to a tenth or a fiftieth; what grows beyond this was made to fill a disk (assumed). */
const MAX_GROWTH = 200;
const FREE_GROWTH = 256 * 1024 * 1024;

/** Methods of compression that are read. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz';

/** How a block of bzip2 begins, and its end where there is none. */
const BZIP2_BLOCKS = ['314159265359', '177245385090'];
/** What the decoders say of data that was cut: zlib and fzstd, xz-embedded's XZ_BUF_ERROR, and bzip2's that reads beyond its last byte. */
const ENDS_EARLY = /unexpected (end|EOF)|error code 8\b|ended prematurely|of undefined/i;

/** How a file is compressed, by the first bytes of it (RFC 1952, RFC 8878, and the formats of bzip2 and xz). */
export function compression(head: Buffer): Compression | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (/^BZh[1-9]$/.test(head.toString('latin1', 0, 4)) && BZIP2_BLOCKS.includes(head.toString('hex', 4, 10)))
    return 'bzip2';
  if (head.toString('latin1', 0, 6) === '\u00fd7zXZ\0') return 'xz';
  return head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : null;
}

/**
 * Decompresses a file into another.
 *
 * @throws an InputError when the data is truncated or damaged, or grows more than 200-fold beyond 256 MiB
 */
export async function decompress(
  file: InputFile,
  method: Compression,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const { size } = await stat(file.path);
  const maxBytes = Math.max(FREE_GROWTH, size * MAX_GROWTH);
  async function* bounded(chunks: AsyncIterable<Uint8Array>) {
    let written = 0;
    for await (const chunk of chunks) {
      written += chunk.length;
      if (written > maxBytes)
        throw inputError(
          `${file.displayName}: expands to more than ${MAX_GROWTH} times its size, as a decompression bomb does; decompress it yourself if you trust it.`,
        );
      yield chunk;
    }
  }
  const source = createReadStream(file.path);
  const out = createWriteStream(target);
  try {
    if (method === 'gzip') await pipeline(gunzip(source), bounded, out, { signal });
    else await pipeline(source, { zstd: unzstd, bzip2: unbzip2, xz: unxz }[method], bounded, out, { signal });
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    if (name === 'InputError' || name === 'AbortError' || code === 'ENOSPC') throw error;
    throw inputError(
      ENDS_EARLY.test(message)
        ? `${file.displayName}: its ${method} data ends too early; the file was cut off, so fetch it again.`
        : `${file.displayName}: its ${method} data is damaged (${message}); fetch the file again.`,
    );
  }
}

/** Zeros behind the last member, as tapes and copied blocks have them, end the data before the file ends. */
function gunzip(source: ReadStream): Gunzip {
  const unpacked = createGunzip();
  source.once('error', (error) => unpacked.destroy(error));
  unpacked.once('close', () => source.destroy());
  return source.pipe(unpacked);
}

async function* unzstd(chunks: AsyncIterable<Uint8Array>) {
  const ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => ready.push(chunk));
  for await (const chunk of chunks) {
    stream.push(chunk);
    yield* ready.splice(0);
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
}

async function* unbzip2(chunks: AsyncIterable<Uint8Array>) {
  const { default: bunzip } = await import('unbzip2-stream');
  const ready: Uint8Array[] = [];
  const stream = bunzip();
  let failed: Error | undefined;
  stream.on('data', (chunk: Uint8Array) => ready.push(chunk));
  stream.on('error', (error: Error) => {
    failed ??= error;
  });
  for await (const chunk of chunks) {
    stream.write(chunk);
    yield* ready.splice(0);
    if (failed) throw failed;
  }
  stream.end();
  yield* ready;
  if (failed) throw failed;
}

async function* unxz(chunks: AsyncIterable<Uint8Array>) {
  const { XzReadableStream } = await import('xz-decompress');
  const source = Readable.toWeb(Readable.from(chunks)) as unknown as ConstructorParameters<
    typeof XzReadableStream
  >[0];
  yield* new XzReadableStream(source) as unknown as AsyncIterable<Uint8Array>;
}
