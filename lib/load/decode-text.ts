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

/**
 * Writes a text file anew as UTF-8 with LF line breaks; what is not valid becomes U+FFFD.
 *
 * @param keepBreaks leaves line breaks as they are, where some belong to values
 */
export async function decodeText(
  source: string,
  encoding: Encoding,
  target: string,
  signal?: AbortSignal,
  keepBreaks = false,
) {
  async function* decoded(chunks: AsyncIterable<Buffer>) {
    const decoder = new TextDecoder(encoding);
    if (keepBreaks) {
      for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
      yield decoder.decode();
      return;
    }
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

/** Ends what is left of a line that was too long; no log holds it. */
export const CUT_LINE = '\u0001\u0002 cut';
const CUT_BYTES = 1000;

/** Writes a text file anew, of each line of more than `maxBytes` only the beginning, with CUT_LINE at its end. */
export async function cutLongLines(source: string, target: string, maxBytes: number, signal?: AbortSignal) {
  async function* cut(chunks: AsyncIterable<Buffer>) {
    let line: Buffer[] = [];
    let bytes = 0;
    const add = (part: Buffer) => {
      // Of a line that is too long already no more is kept.
      if (bytes <= maxBytes) line.push(part);
      bytes += part.length;
    };
    const take = (): Buffer => {
      const whole = Buffer.concat(line);
      const text =
        bytes > maxBytes ? Buffer.concat([whole.subarray(0, CUT_BYTES), Buffer.from(CUT_LINE)]) : whole;
      [line, bytes] = [[], 0];
      return text;
    };
    for await (const chunk of chunks) {
      const first = chunk.indexOf(0x0a);
      if (first < 0) {
        add(chunk);
        continue;
      }
      add(chunk.subarray(0, first));
      yield take();
      const last = chunk.lastIndexOf(0x0a);
      yield chunk.subarray(first, last + 1);
      add(chunk.subarray(last + 1));
    }
    yield take();
  }
  await pipeline(createReadStream(source), cut, createWriteStream(target), { signal });
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
