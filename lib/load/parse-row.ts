import { allColumns } from '../schema/columns.js';

const [QUOTE, NEWLINE, RETURN, SPACE] = [0x22, 0x0a, 0x0d, 0x20];

/** A row: where the next one begins, how many cells and line breaks it has. */
export interface Row {
  end: number;
  cells: number;
  breaks: number;
  /** End of its last cell that holds anything, and how many cells there are up to it. */
  textEnd: number;
  filled: number;
  problem: 'quote' | 'long' | null;
  /** Where its cells end, as far as there is room for them. */
  readonly ends: Int32Array;
}

/** Reads the row at `at`, no further than `limit`; `isEnd` says that the text ends there. */
export function parseRow(
  buffer: Buffer,
  at: number,
  limit: number,
  isEnd: boolean,
  delimiter: number,
  row: Row,
): void {
  let i = at;
  row.cells = 0;
  row.filled = 0;
  row.breaks = 0;
  row.textEnd = at;
  row.problem = null;
  for (;;) {
    row.cells++;
    let filled = false;
    while (i < limit && buffer[i] === SPACE) i++;
    if (i < limit && buffer[i] === QUOTE) {
      filled = true;
      i++;
      for (;;) {
        while (i < limit && buffer[i] !== QUOTE) {
          const byte = buffer[i++];
          if (byte === NEWLINE || (byte === RETURN && buffer[i] !== NEWLINE)) row.breaks++;
        }
        if (i >= limit) {
          row.problem = isEnd ? 'quote' : 'long';
          row.end = limit;
          return;
        }
        i++;
        if (i >= limit || buffer[i] !== QUOTE) break;
        i++;
      }
      while (i < limit && buffer[i] === SPACE) i++;
    }
    const quoted = filled;
    while (i < limit) {
      const byte = buffer[i];
      if (byte === delimiter || byte === NEWLINE || byte === RETURN) break;
      if (quoted) {
        row.problem = 'quote';
        row.end = i;
        return;
      }
      filled = true;
      i++;
    }
    row.ends[row.cells - 1] = i;
    if (filled) {
      row.textEnd = i;
      row.filled = row.cells;
    }
    if (i >= limit) {
      if (!isEnd) row.problem = 'long';
      row.end = limit;
      return;
    }
    const byte = buffer[i++];
    if (byte === delimiter) continue;
    row.end = byte === RETURN && i < limit && buffer[i] === NEWLINE ? i + 1 : i;
    return;
  }
}

/** Where the first line ends at which as many quotes were opened as closed; null where that is beyond the limit. */
export function evenEnd(buffer: Buffer, at: number, limit: number, isEnd: boolean): number | null {
  let odd = false;
  for (let i = at; i < limit; i++) {
    const byte = buffer[i];
    if (byte === QUOTE) odd = !odd;
    else if (!odd && (byte === NEWLINE || byte === RETURN))
      return byte === RETURN && buffer[i + 1] === NEWLINE ? i + 2 : i + 1;
  }
  return isEnd && !odd ? limit : null;
}

/** Columns that no client writes: a row is a header only where their names stand. */
const REQUIRED = ['creation_time', 'src_ip'];
/** Names of the schema's columns, for what a further header has. */
export const SCHEMA: ReadonlySet<string> = new Set(allColumns.map(({ name }) => name));

/** The names in a row that is a header again, the same or another one; null for any other row. */
export function headerNames(
  buffer: Buffer,
  at: number,
  end: number,
  { header, delimiter }: { readonly header: readonly string[]; readonly delimiter: number },
): readonly string[] | null {
  const first = buffer[at]! | 0x20;
  const isLetter = (first >= 0x61 && first <= 0x7a) || buffer[at] === QUOTE;
  if (!isLetter || end - at > 64 * header.length + 64) return null;
  const text = buffer.toString('latin1', at, end).toLowerCase();
  if (!text.includes('src_ip') && !text.includes('src.ip')) return null;
  const names = buffer.toString('utf8', at, end).split(String.fromCharCode(delimiter)).map(nameOf);
  return REQUIRED.every((name) => names.includes(name)) ? names : null;
}

/** A column's name as headers are compared: without quotes, in lower case, dots as underscores. */
export const nameOf = (written: string): string =>
  written.replaceAll('"', '').replaceAll('.', '_').trim().toLowerCase();
