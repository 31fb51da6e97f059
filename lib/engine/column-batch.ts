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
