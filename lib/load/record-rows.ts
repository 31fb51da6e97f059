import { createReadStream } from 'node:fs';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** How a text file is divided into rows, and which of them are to be found. */
export interface WantedRows {
  /** Lines before the first row of data. */
  readonly skip: number;
  /** Byte that divides cells, or null where a row is a line whatever it holds. */
  readonly delimiter: number | null;
  /** Rows the engine refused: ascending 1-based positions in the file with header and blank rows counted. */
  readonly malformed: readonly number[];
  /** Rows by their ascending 0-based place among those the engine took: neither blank nor malformed. */
  readonly places: readonly number[];
}

/** What a walk through a text file found. */
export interface FoundRows {
  /** 1-based first line of each wanted row, by list. */
  readonly malformed: Int32Array;
  readonly places: Int32Array;
  /** Blank rows after the skipped lines (none where a row is a line). */
  readonly blank: number;
  /** All rows after the skipped lines, blank ones too. */
  readonly rows: number;
}

/**
 * Walks once through a text file and finds on which lines rows begin. A row with a line break inside quotes takes
 * several lines, which the engine does not count; the walk is needed only when there is a row to name or blank ones to count.
 */
export async function recordRows(file: string, wanted: WantedRows): Promise<FoundRows> {
  const malformed = new Int32Array(wanted.malformed.length);
  const places = new Int32Array(wanted.places.length);
  let [nextMalformed, nextPlace, row, line, place, begin, blanks] = [0, 0, 1, 1, 0, 1, 0];
  let [blank, quoted, cellBegins] = [true, false, true];
  const endRow = () => {
    if (row > wanted.skip && blank && wanted.delimiter !== null) blanks++;
    else if (wanted.malformed[nextMalformed] === row) malformed[nextMalformed++] = begin;
    else if (row > wanted.skip && wanted.places[nextPlace] === place++) places[nextPlace++] = begin;
    row++;
    begin = line;
    blank = true;
    cellBegins = true;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === NEWLINE) {
        line++;
        if (!quoted) endRow();
      } else if (byte !== RETURN) {
        blank = false;
        // A quote inside quotes closes; if another follows, it was an escaped one and opens again.
        if (byte === QUOTE && wanted.delimiter !== null && row > wanted.skip) {
          if (quoted) quoted = false;
          else if (cellBegins) quoted = true;
          cellBegins = quoted || cellBegins;
        } else if (!quoted) cellBegins = byte === wanted.delimiter;
      }
    }
  }
  if (!blank || quoted) endRow();
  return { malformed, places, blank: blanks, rows: row - 1 - wanted.skip };
}
