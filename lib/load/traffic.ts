import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Traffic records in an SQL engine.
 *
 * The table `traffic` has `row_id` (INTEGER, 1-based position of the record among the data rows of the input)
 * and the columns of `lib/schema`; the table `rejects` has the rows that could not be read.
 */
export interface Traffic {
  readonly connection: DuckDBConnection;
  /** The files the records came from, as absolute paths. */
  readonly files: readonly string[];
  /** Number of records in `traffic`. */
  readonly records: number;
  /** Number of rows in `rejects`. */
  readonly rejected: number;
}
