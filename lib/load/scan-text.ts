import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** No row of a traffic table is longer; the engine's own limit is the same. */
export const MAX_LINE_BYTES = 2 * 1024 * 1024;

/** What a text file is made of, as far as reading it depends on it. */
export interface TextNature {
  readonly utf8: boolean;
  /** There are carriage returns. */
  readonly returns: boolean;
  /** There are carriage returns, and line feeds without one. */
  readonly mixed: boolean;
  /** A line is longer than 2 MiB. */
  readonly long: boolean;
  /** Two line breaks follow each other somewhere. */
  readonly blanks: boolean;
}

/**
 * Looks through a text file at the speed of the disk, in one piece of memory: its encoding, its line breaks, whether
 * lines may be blank or very long.
 */
export async function scanText(path: string, signal?: AbortSignal): Promise<TextNature> {
  let [utf8, returns, bare, blanks, long] = [true, false, false, false, false];
  const buffer = Buffer.allocUnsafe(2 * MAX_LINE_BYTES + 1);
  const file = await open(path);
  try {
    // What is not looked at yet stands at the buffer's beginning.
    let kept = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, kept, MAX_LINE_BYTES);
      const text = buffer.subarray(0, kept + bytesRead);
      if (bytesRead === 0) {
        look(text);
        return { utf8, returns, mixed: returns && bare, blanks, long };
      }
      // Cut at a line break, so that no character is cut in two; the break itself stays in front of what follows.
      const breakEnd = text.lastIndexOf(NEWLINE) + 1;
      const endless = text.length - breakEnd > MAX_LINE_BYTES;
      const end = endless ? characterStart(text) : breakEnd;
      if (end > 0) look(text.subarray(0, end));
      long ||= endless;
      const from = endless ? end : Math.max(0, end - 1);
      buffer.copyWithin(0, from, text.length);
      kept = text.length - from;
    }
  } finally {
    await file.close();
  }

  function look(text: Buffer) {
    utf8 &&= isUtf8(text);
    returns ||= text.includes('\r');
    // A piece may begin with the line feed that the one before it ended with.
    for (let at = text.indexOf(NEWLINE, 1); !bare && at > 0; at = text.indexOf(NEWLINE, at + 1))
      bare = text[at - 1] !== RETURN;
    for (let at = 0; !long && text.length - at > MAX_LINE_BYTES; ) {
      const next = text.lastIndexOf(NEWLINE, at + MAX_LINE_BYTES) + 1;
      long = next <= at;
      at = next;
    }
    blanks ||= text.includes('\n\n') || (returns && text.includes('\n\r\n'));
  }
}

/** Where the last character of text begins. */
function characterStart(text: Buffer): number {
  let at = text.length - 1;
  while (at > text.length - 4 && (text[at]! & 0xc0) === 0x80) at--;
  return at;
}
