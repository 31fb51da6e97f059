import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Encodings of text files that are not UTF-8. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** UTF-16 by its byte order mark, or by the zero bytes that every Latin letter has in it. */
export function utf16(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = (from: number) =>
    head.subarray(0, 256).filter((byte, i) => i % 2 === from && byte === 0).length;
  const half = Math.min(head.length, 256) / 2;
  if (half < 8) return null;
  if (zeros(1) > 0.9 * half && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > 0.9 * half && zeros(1) === 0 ? 'utf-16be' : null;
}

/** Writes a text file anew as UTF-8 with LF line breaks; what is not valid becomes U+FFFD. */
export async function decodeText(source: string, encoding: Encoding, target: string, signal?: AbortSignal) {
  async function* decoded(chunks: AsyncIterable<Buffer>) {
    const decoder = new TextDecoder(encoding);
    let held = '';
    for await (const chunk of chunks) {
      const text = held + decoder.decode(chunk, { stream: true });
      // A return at the end may be half of a line break.
      held = text.endsWith('\r') ? '\r' : '';
      yield (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n');
    }
    yield (held + decoder.decode()).replace(/\r\n?/g, '\n');
  }
  await pipeline(createReadStream(source), decoded, createWriteStream(target), { signal });
}

/**
 * Of a file that is not valid UTF-8: is it UTF-8 with a few damaged characters, or an old one-byte encoding?
 * UTF-8 if more characters beyond ASCII are valid than damaged.
 */
export async function damagedEncoding(path: string): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8');
  let [valid, damaged] = [0, 0];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const character of decoder.decode(chunk, { stream: true }).match(/[^\0-\x7f]/gu) ?? [])
      character === '\ufffd' ? damaged++ : valid++;
  }
  return valid > damaged ? 'utf-8' : 'windows-1252';
}
