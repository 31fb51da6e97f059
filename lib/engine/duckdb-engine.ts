import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { tableOfBatches, VECTOR_ROWS } from './append-batch.js';
import type { ColumnBatch } from './column-batch.js';
import { composeSql, DUCKDB } from './compose-sql.js';
import { copyTable } from './copy-table.js';
import type { Engine, EngineWork, QueryOptions, SqlParameters, Table, UploadColumns } from './engine.js';
import { query } from './query.js';
import { runInterruptible } from './run-interruptible.js';
import { sqlError } from './sql-error.js';
import type { ResultColumn } from './sql-result.js';
import type { TypedValue } from './typed-value.js';
import { withMemoryLimit } from './with-memory-limit.js';

/** The DuckDB in this process. */
export interface DuckDBEngine extends Engine {
  /** For what only DuckDB does: COPY, appenders, raw vectors. */
  readonly connection: DuckDBConnection;
  /** Makes a temporary table of what another engine answers, with the types that `typeOf` says, in the order in which rows come. */
  receiveTable(
    batches: AsyncIterable<ColumnBatch>,
    typeOf: (column: ResultColumn) => DuckDBType,
    name?: string,
  ): Promise<Table>;
}

/** One engine a connection, since engines are compared. */
const engines = new WeakMap<DuckDBConnection, DuckDBEngine>();
let tables = 0;

/**
 * Gives the engine of a connection, always the same one.
 *
 * @param connection as `openDuckDB` gives it
 *
 * @example
 * const engine = duckdbEngine(await openDuckDB());
 * await engine.query<{ n: number }>('select 1 as n'); // [{ n: 1 }]
 */
export function duckdbEngine(connection: DuckDBConnection): DuckDBEngine {
  const engine = engines.get(connection) ?? makeEngine(connection);
  engines.set(connection, engine);
  return engine;
}

/** The DuckDB in this process, where an engine is one. */
export const localEngine = (engine: Engine): DuckDBEngine | undefined =>
  'connection' in engine ? (engine as DuckDBEngine) : undefined;

function makeEngine(connection: DuckDBConnection): DuckDBEngine {
  /** How many works go on, and the tables that could not be dropped in one that was stopped. */
  let working = 0;
  const leftovers = new Set<string>();
  /** Which table has a name now. */
  const current = new Map<string, Table>();

  /** Runs SQL in which relations are bound, and says where in it something is wrong. */
  const run = async (sql: string, parameters: SqlParameters, options: QueryOptions) => {
    const composed = composeSql(sql, options.relations ?? {}, DUCKDB);
    try {
      return await runInterruptible(connection, 'SQL', options, () =>
        connection.runAndReadAll(composed, bound(parameters)),
      );
    } catch (error) {
      throw await explained(connection, composed, error as Error, options.signal);
    }
  };

  const tableNamed = (name: string): Table => {
    const table = {
      name,
      async drop() {
        if (current.get(name) !== table) return;
        current.delete(name);
        // Within work that was stopped whatever is asked is interrupted.
        await dropTable(name).catch((error: Error) => {
          if (working === 0) throw error;
          leftovers.add(name);
        });
      },
    };
    current.set(name, table);
    leftovers.delete(name);
    return table;
  };
  const dropTable = (name: string) => connection.run(`drop table if exists temp.${name}`);

  const engine: DuckDBEngine = {
    name: 'DuckDB',
    connection,
    async query<Row>(sql: string, parameters: SqlParameters = {}, options: QueryOptions = {}) {
      const reader = await run(sql, parameters, options);
      return reader.getRowObjectsJS() as unknown as readonly Row[];
    },
    // Of a finished result: a streamed one ends early, silently, when another query runs on the connection.
    async *stream(sql, parameters = {}, options = {}): AsyncGenerator<ColumnBatch> {
      const reader = await run(sql, parameters, options);
      const types = reader.columnTypes();
      const columns = reader.deduplicatedColumnNames().map((name, i) => ({ name, type: String(types[i]) }));
      const values = reader.getColumnsJS() as readonly (readonly TypedValue[])[];
      yield {
        rows: reader.currentRowCount,
        columns: columns.map((column, i) => ({ ...column, values: values[i] ?? [] })),
      };
    },
    async hasTable(name) {
      const rows = await query(
        connection,
        `select 1 as found from duckdb_tables() where table_name = $name
         union all select 1 from duckdb_views() where view_name = $name`,
        { name },
      );
      return rows.length > 0;
    },
    async createTable(select, { name = ownName(), parameters = {}, ...options } = {}) {
      const { relations = {}, ...operation } = options;
      await run(
        `create or replace temp table ${name} as ${composeSql(select, relations, DUCKDB)}`,
        parameters,
        operation,
      );
      return tableNamed(name);
    },
    async receiveTable(batches, typeOf, name = ownName()) {
      await tableOfBatches(connection, name, batches, typeOf);
      return tableNamed(name);
    },
    async uploadTable(columns, { name = ownName() } = {}) {
      await fill(connection, name, columns);
      return tableNamed(name);
    },
    async importTable(from, name, _, select = `select * from ${name}`) {
      if (from !== engine) await copyTable(from, engine, select, { name });
    },
    async during({ note = 'SQL', records, ...operation }: EngineWork, use) {
      const interruptible = () => runInterruptible(connection, note, operation, () => use(engine));
      working += 1;
      try {
        return await (records === undefined
          ? interruptible()
          : withMemoryLimit(connection, records, interruptible));
      } finally {
        working -= 1;
        if (working === 0) for (const name of leftovers) await dropTable(name);
        if (working === 0) leftovers.clear();
      }
    },
    withLocal: (use) => use(engine),
    async fingerprint(table) {
      const sql = `select cast(bit_xor(hash(r)) as varchar) as every from ${table} as r`;
      const [row] = await query<{ every: string }>(connection, sql);
      return row!.every;
    },
    close: () => connection.closeSync(),
  };
  return engine;
}

function ownName(): string {
  tables += 1;
  return `table_${tables}`;
}

const bound = (parameters: SqlParameters): Record<string, DuckDBValue> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      value instanceof Date ? new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value,
    ]),
  );

/** Makes a temporary table of columns, a vector of rows at a time. */
async function fill(connection: DuckDBConnection, table: string, columns: UploadColumns): Promise<void> {
  const uploaded = Object.values(columns);
  const rows = uploaded[0]?.values.length ?? 0;
  const declared = Object.entries(columns).map(([name, { type }]) => `${name} ${type}`);
  await connection.run(`create or replace temp table ${table} (${declared.join(', ')})`);
  const appender = await connection.createAppender(table, 'main', 'temp');
  const chunk = DuckDBDataChunk.create(uploaded.map(({ type }) => type));
  for (let from = 0; from < rows; from += VECTOR_ROWS) {
    const length = Math.min(VECTOR_ROWS, rows - from);
    chunk.reset();
    chunk.setColumns(uploaded.map(({ values }) => Array.from({ length }, (_, k) => values[from + k]!)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** What went wrong with SQL, and where in it; what is no fault of the SQL stays as it is. */
async function explained(
  connection: DuckDBConnection,
  sql: string,
  error: Error,
  signal: AbortSignal | undefined,
): Promise<Error> {
  if (signal?.aborted || /^(INTERRUPT|Out of Memory|IO|Internal|FATAL) Error/i.test(error.message))
    return error;
  // Columns and tables of the user, for the name that was meant.
  const names = await query<{ name: string }>(
    connection,
    `select distinct column_name as name from duckdb_columns() where not internal
     union select view_name from duckdb_views() where not internal
     union select table_name from duckdb_tables() order by name`,
  ).catch(() => []);
  return sqlError(
    error,
    sql,
    names.map(({ name }) => name),
  );
}
