import type { JS } from '@duckdb/node-api';
import { type ColumnBatch, collectBatches, withoutRows, withTypeNames } from './column-batch.js';
import type { QueryOptions, SqlEngine } from './engine.js';
import type { ResultColumn } from './sql-result.js';
import type { QueryParameter } from './trino/bind-parameters.js';
import type { TypedValue } from './typed-value.js';

/** Values bound to `$name` in the SQL, never spliced into its text. */
export type QueryParameters = Readonly<Record<string, QueryParameter>>;

/** What a query has cost. */
export interface QueryCost {
  /** Bytes read from storage, as stored (compressed): what Athena charges for, rounded up to 10 MB a query. */
  readonly bytesScanned: number;
  /** Seconds from sending the query to its end, including the time in the queue. */
  readonly elapsedSeconds: number;
}

/** Options of a query on Trino or Athena. */
export interface RemoteQueryOptions<Cost extends QueryCost = QueryCost> extends QueryOptions {
  /** Called once with the cost when the query has ended; not called by default. */
  readonly onCost?: (cost: Cost) => void;
}

/** What a query will read of one table. */
export interface TableEstimate {
  /** Catalog, schema and name, such as `hive.logs.traffic`. */
  readonly table: string;
  /** Columns whose conditions let the engine skip parts of the table. */
  readonly narrowedBy: readonly string[];
  /** Rows read from the table; undefined for a table without statistics (`analyze` computes them). */
  readonly rows?: number;
  /** Bytes of these rows in the columns that the query uses, uncompressed; undefined as `rows` is. */
  readonly bytes?: number;
}

/** A remote engine that runs single queries: Trino or Athena. */
export interface QueryEngine<Cost extends QueryCost = QueryCost> extends SqlEngine {
  /**
   * Runs one statement and returns its rows: BIGINT as bigint (exact), TIMESTAMP as Date (UTC), DOUBLE and INTEGER as number, NULL
   * as null. All rows are held in memory; `stream` has no such limit.
   *
   * @throws an SqlError with line and column when the SQL is wrong; an InputError when the engine cannot be reached or refuses the
   *   credentials (which appear in no error); the signal's reason when the query was stopped
   */
  query<Row extends { readonly [Name in keyof Row]: JS | TypedValue }>(
    sql: string,
    parameters?: QueryParameters,
    options?: RemoteQueryOptions<Cost>,
  ): Promise<readonly Row[]>;
  /**
   * Runs one statement and returns its result in batches of columns, in bounded memory. Leaving the loop cancels the query.
   *
   * @throws as `query` does
   */
  stream(
    sql: string,
    parameters?: QueryParameters,
    options?: RemoteQueryOptions<Cost>,
  ): AsyncIterable<ColumnBatch>;
  /**
   * Returns the names and types of the columns of a SELECT without reading any table.
   *
   * @throws as `query` does
   */
  describe(
    sql: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<readonly ResultColumn[]>;
  /**
   * Estimates what a query will read, one entry per table, without running it. Rows and bytes are known only for tables with
   * statistics.
   *
   * @throws as `query` does
   */
  estimate(
    sql: string,
    parameters?: QueryParameters,
    options?: QueryOptions,
  ): Promise<readonly TableEstimate[]>;
}

/** How a remote engine runs statements. */
export interface QueryRunner<Cost extends QueryCost> {
  /** For people: `Trino at trino.example.org:8443`. */
  readonly name: string;
  /** Runs a statement; each batch has the cost so far. */
  run(
    sql: string,
    parameters: QueryParameters,
    options: QueryOptions,
  ): AsyncIterable<ColumnBatch & { readonly cost: Cost }>;
  /** Runs `explain (type io, format json)` on a query. */
  explain(sql: string, parameters: QueryParameters, options: QueryOptions): AsyncIterable<ColumnBatch>;
  /** Throws when a query would read too much; called before each query and stream, with no tables if they cannot be estimated. */
  checkEstimate?(tables: readonly TableEstimate[]): void;
}

/**
 * Makes an engine from the way in which it runs statements.
 *
 * @throws nothing; its functions throw what `run`, `explain` and `checkEstimate` throw
 */
export function makeQueryEngine<Cost extends QueryCost>(runner: QueryRunner<Cost>): QueryEngine<Cost> {
  const estimate = async (sql: string, parameters: QueryParameters = {}, options: QueryOptions = {}) =>
    tableEstimates(runner.explain(sql, parameters, options));
  async function* run(sql: string, parameters: QueryParameters, options: RemoteQueryOptions<Cost>) {
    // A query that cannot be estimated is not refused: running it reports what is wrong with it.
    if (runner.checkEstimate)
      runner.checkEstimate(await estimate(sql, parameters, withoutProgress(options)).catch(() => []));
    let cost: Cost | undefined;
    try {
      for await (const batch of runner.run(sql, parameters, options)) {
        cost = batch.cost;
        yield batch;
      }
    } finally {
      if (cost) options.onCost?.(cost);
    }
  }
  const stream: QueryEngine<Cost>['stream'] = (sql, parameters = {}, options = {}) =>
    withTypeNames(run(sql, parameters, options));
  return {
    name: runner.name,
    stream,
    async query<Row>(sql: string, parameters?: QueryParameters, options?: RemoteQueryOptions<Cost>) {
      return (await collectBatches(stream(sql, parameters, options))).rows as readonly Row[];
    },
    async describe(sql, parameters = {}, options = {}) {
      const batches = runner.run(withoutRows(sql), parameters, withoutProgress(options));
      return (await collectBatches(withTypeNames(batches))).columns;
    },
    estimate: (sql, parameters, options = {}) => estimate(sql, parameters, withoutProgress(options)),
  };
}

const withoutProgress = ({ signal, relations }: QueryOptions): QueryOptions => ({
  ...(signal && { signal }),
  ...(relations && { relations }),
});

/** The part of the plan that is used; an unknown number is the text "NaN". */
interface Plan {
  readonly inputTableColumnInfos: readonly {
    readonly table: {
      readonly catalog: string;
      readonly schemaTable: { readonly schema: string; readonly table: string };
    };
    readonly constraint: { readonly columnConstraints?: readonly { readonly columnName: string }[] };
    readonly estimate: {
      readonly outputRowCount: number | 'NaN';
      readonly outputSizeInBytes: number | 'NaN';
    };
  }[];
}

/** Reads the result of `explain (type io, format json)`: one row on Trino, a row per line on Athena. */
async function tableEstimates(batches: AsyncIterable<ColumnBatch>): Promise<readonly TableEstimate[]> {
  const lines: unknown[] = [];
  for await (const { columns } of batches) lines.push(...(columns[0]?.values ?? []));
  const text = lines.join('\n');
  // Athena writes a heading before the plan.
  const plan = JSON.parse(text.slice(text.indexOf('{'))) as Plan;
  return plan.inputTableColumnInfos.map(({ table: { catalog, schemaTable }, constraint, estimate }) => ({
    table: [catalog, schemaTable.schema, schemaTable.table].join('.'),
    narrowedBy: (constraint.columnConstraints ?? []).map(({ columnName }) => columnName),
    ...(estimate.outputRowCount !== 'NaN' && { rows: estimate.outputRowCount }),
    ...(estimate.outputSizeInBytes !== 'NaN' && { bytes: estimate.outputSizeInBytes }),
  }));
}
