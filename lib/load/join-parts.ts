import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { MAX_LINE_BYTES } from './scan-text.js';
import type { Parts } from './wrappers.js';

/** Stands in the place of a part that was joined to a later one, so that every line keeps its number. */
export const JOINED = '\u0001joined\u0001';

/** Gives each line as it is to be written: whole at the place of its last part, JOINED in the place of the others. */
function joiner({ open, close }: Parts) {
  const begun = new Map<string, string>();
  return {
    next(line: string): string {
      const part = open(line);
      if (part === null) return line;
      const text = (begun.get(part.stream) ?? '') + part.text;
      if (part.more && text.length < MAX_LINE_BYTES) {
        begun.set(part.stream, text);
        return JOINED;
      }
      begun.delete(part.stream);
      return text === part.text ? line : close(line, text);
    },
    /** The last parts of a log that was cut. */
    rest: () => [...begun.values()],
  };
}

/** The lines of a log's beginning with those made whole that a collector divided. */
export function joinLines(lines: readonly string[], parts: Parts): readonly string[] {
  const { next } = joiner(parts);
  return lines.map(next).filter((line) => line !== JOINED);
}

/** Writes a text anew in which lines that a collector divided are whole: at the place of their last part. */
export async function joinParts(
  source: string,
  target: string,
  parts: Parts,
  signal?: AbortSignal,
): Promise<void> {
  const out = createWriteStream(target);
  const { next, rest } = joiner(parts);
  for await (const line of createInterface({
    input: createReadStream(source),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    signal?.throwIfAborted();
    if (!out.write(`${next(line)}\n`)) await once(out, 'drain');
  }
  for (const text of rest()) out.write(`${text}\n`);
  out.end();
  await finished(out);
}
