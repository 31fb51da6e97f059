import { DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { givenTable } from './given-table.js';
import type { Records } from './records.js';
import { VECTOR_ROWS } from './vector-rows.js';

/** A column that is to be put into the engine. */
export interface GivenColumn {
  readonly type: DuckDBType;
  readonly values: ArrayLike<DuckDBValue>;
}

/**
 * Puts columns into a temporary table, without an object a row, for as long as `use` runs.
 *
 * @param table its name, as the SQL that asks it has it
 * @param columns by name, all of the same length
 *
 * @example
 * await withColumns(traffic, 'wanted', { row_id: { type: INTEGER, values: [1, 5] } }, () =>
 *   ask(traffic, 'select * from traffic join wanted using (row_id)'),
 * );
 */
export async function withColumns<Result>(
  records: Records,
  table: string,
  columns: Readonly<Record<string, GivenColumn>>,
  use: () => Promise<Result>,
): Promise<Result> {
  if (records.remote) {
    const drop = await records.remote.give(table, givenTable(columns));
    return use().finally(drop);
  }
  const { connection } = records;
  const given = Object.values(columns);
  const rows = given[0]?.values.length ?? 0;
  const declared = Object.entries(columns).map(([name, { type }]) => `${name} ${type}`);
  await connection.run(`create or replace temp table ${table} (${declared.join(', ')})`);
  try {
    const appender = await connection.createAppender(table, 'main', 'temp');
    const chunk = DuckDBDataChunk.create(given.map(({ type }) => type));
    for (let from = 0; from < rows; from += VECTOR_ROWS) {
      const length = Math.min(VECTOR_ROWS, rows - from);
      chunk.reset();
      chunk.setColumns(given.map(({ values }) => Array.from({ length }, (_, k) => values[from + k]!)));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    return await use();
  } finally {
    await connection.run(`drop table if exists temp.${table}`);
  }
}
