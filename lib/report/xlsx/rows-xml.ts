import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { returnMemory } from '../../engine/with-memory-limit.js';
import { type CellContent, type CellFrame, rowXml, xmlText } from './row-xml.js';
import type { SheetColumn, SheetPart } from './sheet.js';

/** Days from Excel's day 0 (1899-12-30, as it counts after February 1900) to 1970. */
const EPOCH = 25_569;

/** Characters handed on at once: small enough that compressing keeps up and little waits in memory. */
const PIECE_LENGTH = 1 << 17;

/** Rows that are sorted at once where a sheet has sliced queries. */
const SLICE_ROWS = 50_000;

/**
 * Writes the rows of a part chunk by chunk, so that a large sheet is never in memory as a whole.
 *
 * @param onRows gets the number of rows written since its last call
 */
export async function* rowsXml(
  connection: DuckDBConnection,
  part: SheetPart,
  frames: readonly CellFrame[],
  onRows: (rows: number) => void,
): AsyncGenerator<Buffer> {
  let row = 2;
  const { from, rows } = part;
  for (let at = from; at < from + rows; at += SLICE_ROWS) {
    const to = Math.min(at + SLICE_ROWS, from + rows);
    const unsliced = part.slice === undefined;
    const { text, values } = part.slice?.(at, to) ?? part.query;
    const result = await connection.stream(
      `select ${part.columns.map(content).join(', ')} from (${text}\n) as result${unsliced ? ` limit ${rows} offset ${from}` : ''}`,
      [...values],
    );
    for (;;) {
      const chunk = await nextChunk(result, frames, row);
      if (chunk === null) break;
      row += chunk.rows;
      onRows(chunk.rows);
      for (const piece of chunk.pieces) yield piece;
    }
    if (unsliced) return;
    await returnMemory(connection);
  }
}

/**
 * Writes the next chunk of a result as a whole: values that stay in use while pieces are compressed would
 * pile up by the hundred megabytes before the next full garbage collection.
 */
async function nextChunk(result: DuckDBResult, frames: readonly CellFrame[], row: number) {
  const chunk = await result.fetchChunk();
  if (!chunk?.rowCount) return null;
  const { rowCount } = chunk;
  // One column after the other, each text that comes again kept once: what is alive at the same time stays
  // little.
  const columns = frames.map((_, column) =>
    (chunk.getColumnVector(column).toArray() as readonly CellContent[]).map((value) =>
      typeof value === 'string' ? xmlText(value) : value,
    ),
  );
  const pieces: Buffer[] = [];
  let xml = '';
  for (let i = 0; i < rowCount; i++) {
    xml += rowXml(row + i, frames, (column) => columns[column]![i] ?? null);
    if (xml.length >= PIECE_LENGTH || i === rowCount - 1) {
      pieces.push(Buffer.from(xml));
      xml = '';
    }
  }
  return { rows: rowCount, pieces };
}

/** SQL for a column's cells. */
function content({ name, kind }: SheetColumn): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (kind === 'time') return `epoch_us(${quoted}) / 86400e6 + ${EPOCH}`;
  return kind === 'number' ? `cast(${quoted} as double)` : `cast(${quoted} as varchar)`;
}
