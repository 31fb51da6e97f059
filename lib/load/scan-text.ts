import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { inputError } from '../text/input-error.js';

const NEWLINE = 0x0a;
/** No row of a traffic table is longer; the engine's own limit is the same. */
export const MAX_LINE_BYTES = 2 * 1024 * 1024;

/** What a text file is made of, as far as reading it depends on it. */
export interface TextNature {
  readonly utf8: boolean;
  /** There are carriage returns. */
  readonly returns: boolean;
  /** Two line breaks follow each other somewhere. */
  readonly blanks: boolean;
}

/**
 * Looks through a text file at the speed of the disk, in one piece of memory: its encoding, its line breaks, whether
 * lines may be blank.
 *
 * @throws an InputError when a line is longer than 2 MiB
 */
export async function scanText(path: string, displayName: string, signal?: AbortSignal): Promise<TextNature> {
  let [utf8, returns, blanks] = [true, false, false];
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
        return { utf8, returns, blanks };
      }
      // Cut at a line break, so that no character is cut in two; the break itself stays in front of what follows.
      const end = text.lastIndexOf(NEWLINE) + 1;
      if (text.length - end > MAX_LINE_BYTES) throw tooLong(displayName);
      const from = Math.max(0, end - 1);
      if (end > 0) look(text.subarray(0, end));
      buffer.copyWithin(0, from, text.length);
      kept = text.length - from;
    }
  } finally {
    await file.close();
  }

  function look(text: Buffer) {
    utf8 &&= isUtf8(text);
    returns ||= text.includes('\r');
    blanks ||= text.includes('\n\n') || (returns && text.includes('\n\r\n'));
  }
}

const tooLong = (displayName: string) =>
  inputError(
    `${displayName}: a line is longer than 2 MiB, so this is no table of traffic records; give a file with one record a line.`,
  );
