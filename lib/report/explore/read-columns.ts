import type { DuckDBEngine } from '../../engine/duckdb-engine.js';
import { forEachChunk } from '../../engine/for-each-chunk.js';
import type { TextColumn } from './record-columns.js';

/** Columns by name, each an SQL expression over the relation. */
export interface WantedColumns {
  /** Stored as codes. */
  readonly texts: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, string>>;
  /** Sorts the rows: an expression that leaves no ties. */
  readonly order: string;
}

/**
 * Reads columns out of the engine's vectors, the texts as codes that the engine gives them. Texts are read
 * one column after the other, so that no more than one column of long requests is in memory.
 *
 * @param relation what stands after `from`
 */
export async function readColumns(
  engine: DuckDBEngine,
  relation: string,
  { texts, numbers, order }: WantedColumns,
): Promise<{
  rows: number;
  texts: Record<string, TextColumn>;
  numbers: Record<string, Float64Array>;
}> {
  const [counted] = await engine.query<{ n: number }>(
    `select cast(count(*) as integer) as n from ${relation}`,
  );
  const rows = counted?.n ?? 0;
  const read = async (expressions: readonly string[], from: string): Promise<Float64Array[]> => {
    const columns = expressions.map(() => new Float64Array(rows));
    const cells = expressions.map((expression) => `coalesce(cast(${expression} as double), 'nan')`);
    await forEachChunk(
      engine.connection,
      `select ${cells.join(', ')} from ${from} order by ${order}`,
      {},
      rows,
      ({ column, before }) => {
        columns.forEach((numbers, i) => {
          // A copy, since the engine's memory need not be aligned to 8 bytes.
          numbers.set(new Float64Array(column(i, 8).slice().buffer), before);
        });
      },
    );
    return columns;
  };
  const coded: [string, TextColumn][] = [];
  for (const [name, expression] of Object.entries(texts)) {
    const ranked = `select text_value, row_number() over (order by n desc, text_value) - 1 as text_code
      from (select cast(${expression} as varchar) as text_value, count(*) as n from ${relation} group by 1) as counted
      where text_value is not null`;
    const values = await engine.query<{ text_value: string }>(`${ranked} order by text_code`);
    const from = `${relation} left join (${ranked}) as ranked on text_value = cast(${expression} as varchar)`;
    const [codes = new Float64Array()] = await read([`coalesce(text_code, ${values.length})`], from);
    coded.push([name, { values: values.map(({ text_value }) => text_value), codes }]);
  }
  const columns = await read(Object.values(numbers), relation);
  return {
    rows,
    texts: Object.fromEntries(coded),
    numbers: Object.fromEntries(
      Object.keys(numbers).map((name, i) => [name, columns[i] ?? new Float64Array()]),
    ),
  };
}
