import { createReadStream } from 'node:fs';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Rows to find in a CSV file, each list ascending. */
export interface WantedRows {
  /** Line of the header; rows are counted after it. */
  readonly headerLine: number;
  /** Rows the CSV reader refused: 1-based positions in the file with header and blank rows counted. */
  readonly malformed: readonly number[];
  /** Rows by their 0-based place among those the reader took: neither blank nor malformed. */
  readonly places: readonly number[];
}

/**
 * Finds the lines on which rows of a CSV file begin. A row with a line break inside quotes takes several lines,
 * which the engine does not count, so the file is walked once; it is needed only when rows were rejected.
 *
 * @returns the 1-based first line of each wanted row, by list
 */
export async function csvLines(file: string, wanted: WantedRows) {
  const malformed: number[] = [];
  const places: number[] = [];
  let row = 1;
  let line = 1;
  let place = 0;
  let begin = 1;
  let blank = true;
  let quoted = false;
  const endRow = () => {
    if (wanted.malformed[malformed.length] === row) malformed.push(begin);
    else if (row > wanted.headerLine && !blank && wanted.places[places.length] === place++)
      places.push(begin);
    row++;
    begin = line;
    blank = true;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === NEWLINE) {
        line++;
        if (!quoted) endRow();
      } else if (byte !== RETURN) {
        blank = false;
        if (byte === QUOTE && row > wanted.headerLine) quoted = !quoted;
      }
    }
  }
  endRow();
  return { malformed, places };
}
