import { type DuckDBEngine, localEngine } from '../engine/duckdb-engine.js';
import type { Engine } from '../engine/engine.js';
import { inputError } from '../text/input-error.js';
import type { Account } from './account.js';

/**
 * Traffic records in an SQL engine.
 *
 * The table `traffic` has `row_id` (INTEGER, 1-based position of the record among the data rows of the input)
 * and the columns of `lib/schema`; `rejects` has the rows that could not be read (file, line, column_name, value,
 * reason); `labels` has row_id, label and label_column where somebody gave a record a label.
 */
export interface Traffic {
  /** Where the records are, and how they are queried. */
  readonly engine: Engine;
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
  /** What cannot be said of the records because of where they are, a sentence each. */
  readonly limits?: readonly string[];
}

/** Traffic records in the DuckDB of this process, for what only DuckDB does. */
export interface LocalTraffic extends Traffic {
  readonly engine: DuckDBEngine;
}

/** The same traffic where its records are in the DuckDB of this process; undefined elsewhere. */
export function localTraffic(traffic: Traffic): LocalTraffic | undefined {
  const engine = localEngine(traffic.engine);
  return engine && { ...traffic, engine };
}

/**
 * Gives traffic whose records are in the DuckDB of this process, for what cannot be done elsewhere.
 *
 * @throws an InputError that says what to do, when the records stay elsewhere
 *
 * @example
 * const { engine } = requireLocal(traffic);
 * await engine.connection.run("copy traffic to 'all.csv'");
 */
export function requireLocal(traffic: Traffic): LocalTraffic {
  const local = localTraffic(traffic);
  if (local) return local;
  const { accounts, records } = traffic;
  throw inputError(
    `${accounts[0]?.file}: its ${records.toLocaleString('en-US')} records stay there, and this needs them here: open the table without ?fetch=false, for a time that is narrow enough (--from, --to). Models of any number of records are those of trainOnSample and scoreRecords.`,
  );
}
