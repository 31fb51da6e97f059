import type { DuckDBType, DuckDBValue, JS } from '@duckdb/node-api';
import type { LongOperation } from '../progress/long-operation.js';
import type { ColumnBatch } from './column-batch.js';
import type { DuckDBEngine } from './duckdb-engine.js';
import type { SqlValue } from './sql-template.js';

/** Values bound to `$name` in SQL, never spliced into its text. */
export type SqlParameters = Readonly<Record<string, SqlValue>>;

/** How a query is run. */
export interface QueryOptions extends LongOperation {
  /** Names that the query uses, each with the SELECT that it stands for; a later one may use earlier ones. */
  readonly relations?: Readonly<Record<string, string>>;
}

/** How a table is made of a SELECT. */
export interface TableOptions extends QueryOptions {
  /** For SQL that has a fixed name, such as `addresses`; what had the name is replaced. One of its own when left out. */
  readonly name?: string;
  readonly parameters?: SqlParameters;
}

/** A temporary table; whoever made it drops it. */
export interface Table {
  readonly name: string;
  /** Drops it, also where a signal stops all queries by then; does nothing when another table has its name by now. */
  drop(): Promise<void>;
}

/** A column that is uploaded: VARCHAR, INTEGER, BIGINT, DOUBLE or FLOAT. */
export interface UploadColumn {
  readonly type: DuckDBType;
  readonly values: ArrayLike<DuckDBValue>;
}

/** Columns by name, all of the same length. */
export type UploadColumns = Readonly<Record<string, UploadColumn>>;

/** Work of several queries. */
export interface EngineWork extends LongOperation {
  /** What is being done, shown beside the percentage. */
  readonly note?: string;
  /** Records that it goes through: an engine in this process takes the memory that they call for, spills the rest, and gives all back. */
  readonly records?: number;
}

/** An engine that runs single queries: DuckDB, Trino or Athena. */
export interface SqlEngine {
  /** For people: `DuckDB`, `Trino at trino.example.org:8443`. */
  readonly name: string;
  /**
   * Runs one SELECT and gives its rows: BIGINT as bigint, TIMESTAMP as Date, DOUBLE and INTEGER as number, NULL as null. For results of
   * a size that a person reads.
   *
   * @throws an SqlError with line and column when the SQL is wrong; the signal's reason when it was stopped
   */
  query<Row extends { readonly [Name in keyof Row]: JS }>(
    sql: string,
    parameters?: SqlParameters,
    options?: QueryOptions,
  ): Promise<readonly Row[]>;
  /** As `query`, column by column and batch by batch, without an object a row. The last batch has the columns also when there are no rows. */
  stream(sql: string, parameters?: SqlParameters, options?: QueryOptions): AsyncIterable<ColumnBatch>;
}

/** Where records are, and all that can be asked of them: the DuckDB in this process, or a Trino. */
export interface Engine extends SqlEngine {
  /** Whether there is a table or view of this name. */
  hasTable(name: string): Promise<boolean>;
  /** Keeps the answer to a SELECT where the engine has room for it; elsewhere the name stands for the SELECT. */
  createTable(select: string, options?: TableOptions): Promise<Table>;
  /**
   * Gives the engine a table.
   *
   * @throws an InputError when it is larger than the engine takes
   */
  uploadTable(
    columns: UploadColumns,
    options?: Pick<TableOptions, 'name' | 'signal' | 'onProgress'>,
  ): Promise<Table>;
  /**
   * Gives the engine a table of a DuckDB in this process under the same name; it has it already where it is that DuckDB.
   *
   * @param key the column that is different in each row: what many rows have in common in the other columns is given once
   * @param select what of it is given, a SELECT; all when left out
   */
  importTable(from: DuckDBEngine, name: string, key: string, select?: string): Promise<void>;
  /**
   * Runs work whose queries stop with the signal and say how far they are. Work within it, with the engine that it is given, stops with
   * it too.
   *
   * @throws the signal's reason when it was stopped
   */
  during<Result>(work: EngineWork, use: (engine: this) => Promise<Result>): Promise<Result>;
  /** Gives a DuckDB in this process for as long as `use` runs: the engine itself where it is one, otherwise an empty one. */
  withLocal<Result>(use: (local: DuckDBEngine) => Promise<Result>): Promise<Result>;
  /** A text that changes when any row of a table does in these columns, or in any where the engine reads all anyhow. */
  fingerprint(table: string, columns: readonly string[]): Promise<string>;
  /** Frees what the engine holds in this process. */
  close(): void;
}
