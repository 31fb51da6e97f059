import type { DuckDBConnection } from '@duckdb/node-api';
import { eachChunk } from '../../engine/each-chunk.js';
import { query } from '../../engine/query.js';
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
 * Reads columns out of the engine's vectors, the texts as codes that the engine gives them.
 *
 * @param relation what stands after `from`
 */
export async function readColumns(
  connection: DuckDBConnection,
  relation: string,
  { texts, numbers, order }: WantedColumns,
): Promise<{
  rows: number;
  texts: Record<string, TextColumn>;
  numbers: Record<string, Float64Array>;
}> {
  const [counted] = await query<{ n: number }>(
    connection,
    `select cast(count(*) as integer) as n from ${relation}`,
  );
  const rows = counted?.n ?? 0;
  const [names, expressions] = [Object.keys(texts), Object.values(texts)];
  const values: (readonly { readonly value: string }[])[] = [];
  for (const expression of expressions)
    values.push(await query<{ value: string }>(connection, `${ranked(expression, relation)} order by place`));
  const codes = names.map((_, i) => `coalesce(text_${i}.place, ${values[i]?.length})`);
  const cells = [...codes, ...Object.values(numbers).map((n) => `coalesce(cast(${n} as double), 'nan')`)];
  const read = cells.map(() => new Float64Array(rows));
  let at = 0;
  await eachChunk(
    connection,
    `with wanted as (select *, ${expressions.map((e, i) => `cast(${e} as varchar) as as_text_${i}`).join(', ')} from ${relation})
     ${expressions.map((e, i) => `, text_${i} as (${ranked(e, relation)})`).join('')}
     select ${cells.map((cell) => `cast(${cell} as double)`).join(', ')} from wanted
     ${expressions.map((_, i) => `left join text_${i} on text_${i}.value = wanted.as_text_${i}`).join(' ')}
     order by ${order}`,
    {},
    rows,
    (n, vector) => {
      at %= rows;
      read.forEach((column, i) => {
        // A copy, since the engine's memory need not be aligned to 8 bytes.
        column.set(new Float64Array(vector(i, 8).slice().buffer), at);
      });
      at += n;
    },
  );
  return {
    rows,
    texts: Object.fromEntries(
      names.map((name, i) => [
        name,
        { values: (values[i] ?? []).map(({ value }) => value), codes: read[i] ?? new Float64Array() },
      ]),
    ),
    numbers: Object.fromEntries(
      Object.keys(numbers).map((name, i) => [name, read[names.length + i] ?? new Float64Array()]),
    ),
  };
}

/** The different texts, numbered from 0, the most frequent first. */
const ranked = (expression: string, relation: string): string =>
  `select value, row_number() over (order by n desc, value) - 1 as place
   from (select cast(${expression} as varchar) as value, count(*) as n from ${relation} group by 1) as counted
   where value is not null`;
