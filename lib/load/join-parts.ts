import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { MAX_LINE_BYTES } from './scan-text.js';
import type { Parts } from './wrappers.js';

/** Stands in the place of a part that was joined to a later one, so that every line keeps its number. */
export const JOINED = '\u0001joined\u0001';

/** Writes a text anew in which lines that a collector divided are whole: at the place of their last part. */
export async function joinParts(
  source: string,
  target: string,
  { open, close }: Parts,
  signal?: AbortSignal,
): Promise<void> {
  const out = createWriteStream(target);
  const begun = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(source), crlfDelay: Number.POSITIVE_INFINITY })) {
    signal?.throwIfAborted();
    const part = open(line);
    const text = part && (begun.get(part.stream) ?? '') + part.text;
    const more = part?.more === true && text!.length < MAX_LINE_BYTES;
    if (part && more) begun.set(part.stream, text!);
    else if (part) begun.delete(part.stream);
    const written = more ? JOINED : part && text !== part.text ? close(line, text!) : line;
    if (!out.write(`${written}\n`)) await once(out, 'drain');
  }
  // The last part of a log that was cut is kept as it is.
  for (const text of begun.values()) out.write(`${text}\n`);
  out.end();
  await finished(out);
}
