import type { DuckDBConnection } from '@duckdb/node-api';
import type { CellContent } from './row-xml.js';
import { rowXml } from './row-xml.js';
import type { SheetColumn, SheetPart } from './sheet.js';

/** Days from Excel's day 0 (1899-12-30, as it counts after February 1900) to 1970. */
const EPOCH = 25_569;

/**
 * Writes the rows of a part chunk by chunk, so that a large sheet is never in memory as a whole.
 *
 * @param styles the attribute ` s="…"` of each column
 */
export async function* rowsXml(
  connection: DuckDBConnection,
  part: SheetPart,
  letters: readonly string[],
  styles: readonly string[],
): AsyncGenerator<string> {
  const result = await connection.stream(
    `select ${part.columns.map(content).join(', ')} from ${part.table} where rowid >= $from and rowid < $until
     order by rowid`,
    { from: part.from, until: part.from + part.rows },
  );
  let row = 1;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const columns = chunk.getColumns() as unknown as readonly (readonly CellContent[])[];
    let xml = '';
    for (let i = 0; i < chunk.rowCount; i++) {
      row += 1;
      xml += rowXml(
        row,
        letters,
        styles,
        columns.map((values) => values[i] ?? null),
      );
    }
    yield xml;
  }
}

/** SQL for a column's cells. */
function content({ name, kind }: SheetColumn): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (kind === 'time') return `epoch_us(${quoted}) / 86400e6 + ${EPOCH}`;
  return kind === 'number' ? `cast(${quoted} as double)` : `cast(${quoted} as varchar)`;
}
