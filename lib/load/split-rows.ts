import { open } from 'node:fs/promises';
import { evenEnd, headerNames, parseRow, type Row, SCHEMA } from './parse-row.js';
import { MAX_LINE_BYTES } from './scan-text.js';

const [NEWLINE, RETURN] = [0x0a, 0x0d];

/** Rows are split in pieces of this size; a row and what may belong to it fit into half of it. */
const PIECE = 8 * MAX_LINE_BYTES;
/** What a row of MAX_LINE_BYTES and a row that begins in its last line may need. */
const LOOKAHEAD = 3 * MAX_LINE_BYTES;
/** Bytes of a damaged row that are kept to show. */
const SHOWN_BYTES = 1000;

/** What a table of text is like. */
export interface RowLayout {
  /** Lines before the first row. */
  readonly skip: number;
  /** Byte between cells. */
  readonly delimiter: number;
  /** Cells of a row. */
  readonly cells: number;
  /** Names of the header's cells as `nameOf` gives them, to know it where it comes again. */
  readonly header: readonly string[];
  /** A row is a line whatever line breaks are in it, as in a workbook. */
  readonly rowIsLine?: boolean;
}

/** A row that cannot be read. */
export interface DamagedRow {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly value: string;
  readonly reason: string;
}

/** What there was besides rows. */
export interface SplitRows {
  readonly blank: number;
  readonly headers: number;
  /** A further header with columns that the first has not: its line, and their names; reading stops there. */
  readonly otherHeader: { readonly line: number; readonly names: readonly string[] } | null;
}

/**
 * Writes the rows of a table of text anew, each on a line of its own after the number of its line: with as many cells as the
 * header has and every quote closed, so that the engine reads them all. Every other row is given to `damaged`.
 *
 * A damaged quote takes no row with it that is good by itself: its row ends where the next one begins that has all its
 * cells. Rows beyond 2 MiB are damaged. A carriage return outside quotes ends a row, as a line feed does.
 *
 * @param source path of text in UTF-8
 * @param target path of the file to write
 */
export async function splitRows(
  source: string,
  target: string,
  layout: RowLayout,
  damaged: (row: DamagedRow) => void,
  signal?: AbortSignal,
): Promise<SplitRows> {
  const { skip, delimiter } = layout;
  const found = { blank: 0, headers: 0, otherHeader: null as SplitRows['otherHeader'] };
  // Of the header in force: how many cells its rows have, and where the first header's cells are in them.
  let cells = layout.cells;
  let places: readonly number[] | null = null;
  const input = await open(source);
  const output = await open(target, 'w');
  // A further byte, so that a look behind the end sees no quote.
  const buffer = Buffer.alloc(PIECE + LOOKAHEAD + 1);
  const out = Buffer.allocUnsafe(PIECE);
  let [at, end, line, written, atEnd, examined] = [0, 0, 1, 0, false, 64 * MAX_LINE_BYTES];
  const row: Row = {
    end: 0,
    cells: 0,
    breaks: 0,
    textEnd: 0,
    filled: 0,
    problem: null,
    ends: new Int32Array(layout.cells + 1000),
  };
  const other: Row = { ...row, ends: new Int32Array(0) };

  const refill = async () => {
    buffer.copyWithin(0, at, end);
    end -= at;
    at = 0;
    while (!atEnd && end < buffer.length - 1) {
      const { bytesRead } = await input.read(buffer, end, buffer.length - 1 - end);
      atEnd = bytesRead === 0;
      end += bytesRead;
    }
    buffer[end] = 0;
  };
  const flush = async () => {
    await output.writeFile(out.subarray(0, written));
    written = 0;
  };
  /** Where the line that begins at `from` ends, behind its line break. */
  const nextLine = (from: number, limit: number): number => {
    for (let i = from; i < limit; i++) {
      const byte = buffer[i];
      if (byte === NEWLINE) return i + 1;
      if (byte === RETURN) return buffer[i + 1] === NEWLINE && i + 1 < end ? i + 2 : i + 1;
    }
    return limit;
  };
  /** Goes behind the line at `at`, however long it is. */
  const passLine = async () => {
    for (;;) {
      const next = nextLine(at, end);
      const last = buffer[next - 1];
      if (last === NEWLINE || (last === RETURN && (next < end || atEnd)) || (next === end && atEnd)) {
        at = next;
        return;
      }
      at = last === RETURN ? next - 1 : next;
      await refill();
    }
  };
  /** Writes a row with its cells where the first header has them. */
  const write = () => {
    written += out.write(String(line), written, 'latin1');
    out[written++] = delimiter;
    if (places === null) written += buffer.copy(out, written, at, row.ends[cells - 1]);
    else
      for (const [i, place] of places.entries()) {
        if (i > 0) out[written++] = delimiter;
        if (place >= 0 && place < cells)
          written += buffer.copy(out, written, place === 0 ? at : row.ends[place - 1]! + 1, row.ends[place]);
      }
    out[written++] = NEWLINE;
  };
  const report = (to: number, reason: string) =>
    damaged({
      line,
      value: buffer.toString('utf8', at, Math.min(to, at + SHOWN_BYTES)).replace(/[\r\n]+$/, ''),
      reason,
    });

  try {
    await refill();
    if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf && end >= 3) at = 3;
    for (;;) {
      if (!atEnd && end - at < LOOKAHEAD) {
        signal?.throwIfAborted();
        await refill();
      }
      if (at >= end) break;
      if (line <= skip) {
        await passLine();
        line++;
        continue;
      }
      const limit = Math.min(end, at + MAX_LINE_BYTES);
      parseRow(buffer, at, limit, limit === end && atEnd, delimiter, row);
      if (row.problem === 'long') {
        // Either its first line is too long, or a quote in it is not closed.
        const first = nextLine(at, limit);
        if (first === limit && buffer[first - 1] !== NEWLINE) {
          report(first, 'is longer than 2 MiB');
          await passLine();
          line++;
          continue;
        }
        row.problem = 'quote';
      }
      const names = row.problem === null ? headerNames(buffer, at, row.textEnd, layout) : null;
      const isBlank = row.problem === null && row.filled === 0;
      if (isBlank && (row.cells > 1 || buffer[at] === NEWLINE || buffer[at] === RETURN)) {
        found.blank++;
      } else if (names !== null) {
        const strange = names.filter((name) => !layout.header.includes(name) && SCHEMA.has(name));
        if (strange.length > 0) {
          found.otherHeader = { line, names: strange };
          break;
        }
        found.headers++;
        cells = Math.max(row.filled, 1);
        const same = layout.header.every((name, i) => (names[i] ?? '') === name);
        places = same ? null : layout.header.map((name) => (name === '' ? -1 : names.indexOf(name)));
        if (same) cells = layout.cells;
      } else if (row.problem === null && row.filled <= cells && row.cells >= cells) {
        if (out.length - written < row.end - at + layout.cells + 16) await flush();
        write();
      } else {
        // How far the damage reaches: to the line at which quotes are even again, or a row begins that is good by itself.
        const wrongCells = row.problem === null;
        const extent = wrongCells ? row.end : evenEnd(buffer, at, limit, limit === end && atEnd);
        let [next, taken, good] = [nextLine(at, limit), 0, false];
        while (!good && next < (extent ?? limit)) {
          const most = Math.min(end, next + MAX_LINE_BYTES);
          const bound = examined > 0 ? most : nextLine(next, most);
          parseRow(buffer, next, bound, bound === end && atEnd, delimiter, other);
          examined -= other.end - next;
          good = other.problem === null && other.cells >= cells && other.filled <= cells && other.filled > 1;
          if (good) break;
          next = nextLine(next, limit);
          taken++;
        }
        if (!good && extent === null) [next, taken] = [nextLine(at, limit), 0];
        const lines = taken === 1 ? '1 line after it was' : `${taken} lines after it were`;
        const reason =
          wrongCells && !good
            ? `has ${row.cells} ${row.cells === 1 ? 'cell' : 'cells'}, ${cells} were expected`
            : 'has a quote that is not closed as it should be';
        report(
          next,
          taken === 0
            ? reason
            : `${reason}, ${wrongCells && !good ? 'and' : 'so that'} ${lines} taken as part of it`,
        );
        examined += 8 * (next - at);
        at = next;
        line += layout.rowIsLine ? 1 : 1 + taken;
        continue;
      }
      at = row.end;
      line += layout.rowIsLine ? 1 : row.breaks + 1;
    }
    await flush();
    return found;
  } finally {
    await input.close();
    await output.close();
  }
}
