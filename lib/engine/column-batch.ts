import type { ResultColumn } from './sql-result.js';
import type { TypedValue } from './trino/typed-value.js';

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

/** Gives the rows of all batches, and the last one's cost to `onCost`. */
export async function allRows<Cost>(
  batches: AsyncIterable<ColumnBatch & { readonly cost?: Cost }>,
  onCost?: (cost: Cost) => void,
): Promise<readonly object[]> {
  const found: object[] = [];
  let last: { readonly cost?: Cost } | undefined;
  for await (const batch of batches) {
    for (const row of batchRows(batch)) found.push(row);
    last = batch;
  }
  if (last?.cost !== undefined) onCost?.(last.cost);
  return found;
}

/** A query that gives the columns of another one and no row. */
export const withoutRows = (sql: string): string =>
  // A line break, as the query may end with a comment.
  `select * from (${sql.replace(/;\s*$/, '')}\n) limit 0`;

/** Gives the columns of a result, without what is in them. */
export async function columnsOfBatches(
  batches: AsyncIterable<ColumnBatch>,
): Promise<readonly ResultColumn[]> {
  let told: readonly ResultColumn[] = [];
  for await (const { columns } of batches) told = columns.map(({ name, type }) => ({ name, type }));
  return told;
}
