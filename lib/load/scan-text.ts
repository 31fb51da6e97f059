import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { inputError } from './input-error.js';

const NEWLINE = 0x0a;
/** No row of a traffic table is longer; the engine's own limit is the same. */
export const LONGEST_LINE = 2 * 1024 * 1024;

/** What a text file is made of, as far as reading it depends on it. */
export interface TextNature {
  readonly utf8: boolean;
  /** There are carriage returns. */
  readonly returns: boolean;
  /** Two line breaks follow each other somewhere. */
  readonly blanks: boolean;
}

/**
 * Looks through a text file at the speed of the disk: its encoding, its line breaks, whether lines may be blank.
 *
 * @throws an InputError when a line is longer than 2 MiB
 */
export async function scanText(path: string, given: string, signal?: AbortSignal): Promise<TextNature> {
  let [utf8, returns, blanks] = [true, false, false];
  let rest: Buffer = Buffer.alloc(0);
  const stream = createReadStream(path, { highWaterMark: LONGEST_LINE, signal }) as AsyncIterable<Buffer>;
  for await (const chunk of stream) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && rest.length + chunk.length > LONGEST_LINE) throw tooLong(given);
    // Cut at a line break, so that no character is cut in two; the break itself stays in front of what follows.
    const lines: Buffer =
      rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)]);
    if (end > 0) {
      look(lines);
      rest = chunk.subarray(end - 1);
    } else rest = Buffer.concat([rest, chunk]);
  }
  look(rest);
  return { utf8, returns, blanks };

  function look(text: Buffer) {
    utf8 &&= isUtf8(text);
    returns ||= text.includes('\r');
    blanks ||= text.includes('\n\n') || (returns && text.includes('\n\r\n'));
  }
}

const tooLong = (given: string) =>
  inputError(
    `${given}: a line is longer than 2 MiB, so this is no table of traffic records; give a file with one record a line.`,
  );
