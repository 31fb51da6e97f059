import type { ResultColumn } from './sql-result.js';
import { withoutSemicolon } from './sql-tokens.js';
import type { TypedValue } from './typed-value.js';

/** A column of some rows of a result. */
export interface BatchColumn extends ResultColumn {
  /** One a row, typed as `query` types them. */
  readonly values: readonly TypedValue[];
}

/** Some rows of a result, as they came together, column by column. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
}

/**
 * Gives the rows of a batch as objects, for results of a size that a person reads.
 *
 * @example
 * batchRows({ rows: 1, columns: [{ name: 'n', type: 'bigint', values: [7n] }] }); // [{ n: 7n }]
 */
export function batchRows({ rows, columns }: ColumnBatch): readonly Readonly<Record<string, TypedValue>>[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null])),
  );
}

/** Collects a result: its columns, its rows, and the cost that its last batch tells. */
export async function collectBatches<Batch extends ColumnBatch & { readonly cost?: unknown }>(
  batches: AsyncIterable<Batch>,
): Promise<{
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly object[];
  readonly cost?: Batch['cost'];
}> {
  const rows: object[] = [];
  let last: Batch | undefined;
  for await (const batch of batches) {
    for (const row of batchRows(batch)) rows.push(row);
    last = batch;
  }
  const columns = (last?.columns ?? []).map(({ name, type }) => ({ name, type }));
  return { columns, rows, cost: last?.cost };
}

/**
 * Collects the columns of a result by name, for results of many rows and no need of an object each.
 *
 * @example
 * const { bytes_in } = await batchColumns(traffic.engine.stream('select bytes_in from traffic'));
 */
export async function batchColumns(
  batches: AsyncIterable<ColumnBatch>,
): Promise<Readonly<Record<string, readonly TypedValue[]>>> {
  const byName: Record<string, TypedValue[]> = {};
  for await (const { columns } of batches)
    for (const { name, values } of columns) {
      const column = byName[name] ?? [];
      for (const value of values) column.push(value);
      byName[name] = column;
    }
  return byName;
}

/** Gives batches with the types of their columns as DuckDB writes them. */
export async function* withTypeNames<Batch extends ColumnBatch>(
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of batches)
    yield {
      ...batch,
      columns: batch.columns.map((column) => ({ ...column, type: column.type.toUpperCase() })),
    };
}

/** A query that gives the columns of another one and no row. */
export const withoutRows = (sql: string): string =>
  // A line break, as the query may end with a comment.
  `select * from (${withoutSemicolon(sql)}\n) limit 0`;
