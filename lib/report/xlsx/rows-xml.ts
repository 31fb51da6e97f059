import type { DuckDBConnection } from '@duckdb/node-api';
import type { CellContent } from './row-xml.js';
import { rowXml } from './row-xml.js';
import type { SheetColumn, SheetPart } from './sheet.js';

/** Days from Excel's day 0 (1899-12-30, as it counts after February 1900) to 1970. */
const EPOCH = 25_569;

/** Characters handed on at once: small enough that compressing keeps up and little waits in memory. */
const PIECE = 1 << 17;

/**
 * Writes the rows of a part chunk by chunk, so that a large sheet is never in memory as a whole.
 *
 * @param styles the attribute ` s="…"` of each column
 * @param onRows is told how many rows came
 */
export async function* rowsXml(
  connection: DuckDBConnection,
  part: SheetPart,
  letters: readonly string[],
  styles: readonly string[],
  onRows: (rows: number) => void,
): AsyncGenerator<string> {
  const { text, values } = part.question;
  const result = await connection.stream(
    `select ${part.columns.map(content).join(', ')} from (${text}\n) as answer limit ${part.rows} offset ${part.from}`,
    [...values],
  );
  let row = 1;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const columns = chunk.getColumns() as unknown as readonly (readonly CellContent[])[];
    const { rowCount } = chunk;
    onRows(rowCount);
    let xml = '';
    for (let i = 0; i < rowCount; i++) {
      row += 1;
      xml += rowXml(
        row,
        letters,
        styles,
        columns.map((values) => values[i] ?? null),
      );
      if (xml.length >= PIECE || i === rowCount - 1) {
        yield xml;
        xml = '';
      }
    }
  }
}

/** SQL for a column's cells. */
function content({ name, kind }: SheetColumn): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (kind === 'time') return `epoch_us(${quoted}) / 86400e6 + ${EPOCH}`;
  return kind === 'number' ? `cast(${quoted} as double)` : `cast(${quoted} as varchar)`;
}
