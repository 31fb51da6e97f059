import type { Records } from '../engine/records.js';
import type { Account } from './account.js';

/**
 * Traffic records in an SQL engine.
 *
 * The table `traffic` has `row_id` (INTEGER, 1-based position of the record among the data rows of the input)
 * and the columns of `lib/schema`; `rejects` has the rows that could not be read (file, line, column_name, value,
 * reason); `labels` has row_id, label and label_column where somebody gave a record a label.
 */
export interface Traffic extends Records {
  /** The files that were read, as absolute paths; of a source elsewhere, what was fetched. `accounts` names them as given. */
  readonly files: readonly string[];
  /** Number of records in `traffic`. */
  readonly records: number;
  /** Number of rows in `rejects`. */
  readonly rejected: number;
  /** The filter in force, a phrase each; without one `traffic` has every record. */
  readonly filter?: readonly string[];
  /** The SELECT that `traffic` stands for, of files that any DuckDB of this process can read; undefined where the records are elsewhere. */
  readonly select?: string;
  /** What became of every unit of the input, file by file. */
  readonly accounts: readonly Account[];
}
