import { randomUUID } from 'node:crypto';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import { collectBatches, withTypeNames } from '../column-batch.js';
import { composeSql } from '../compose-sql.js';
import { withDuckDB } from '../duckdb.js';
import { type DuckDBEngine, duckdbEngine } from '../duckdb-engine.js';
import type { Engine, QueryOptions, SqlParameters, Table, TableOptions, UploadColumns } from '../engine.js';
import { quoteName } from '../sql-text.js';
import { streamTrino } from './stream-trino.js';
import { tableLiterals, uploadTypes } from './table-literals.js';
import { trinoDialect } from './trino-dialect.js';
import type { TrinoServer } from './trino-server.js';

/** Trino takes statements of a million characters (`query.max-length`), quotes doubled; a view stands in each statement that uses it. */
const MAX_STATEMENT_CHARACTERS = 800_000;
const MAX_VIEW_CHARACTERS = 100_000;

/** A Trino whose records are asked where they are. */
export interface TrinoEngineOptions {
  readonly trino: TrinoServer;
  /** What `traffic` and the other names of `lib/sql` are there: a SELECT each. */
  readonly views: Readonly<Record<string, string>>;
  /** Schema for tables that queries need for a while, quoted for SQL; without one, what is large cannot be uploaded. */
  readonly scratch?: string;
}

/** The names of an engine, whoever uses it, and the tables that have them. */
interface Names {
  readonly selects: Map<string, string>;
  readonly tables: Map<string, Table>;
  made: number;
}

/**
 * Gives an engine whose queries Trino answers. Names live in this process, before each query, so nothing is made on the
 * server unless it is large: that goes to tables in `scratch`, named `suspicious_web_traffic_…`, until they are dropped.
 *
 * @throws an InputError when a large table is uploaded and there is no `scratch`; as `streamTrino` does when asked
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' };
 * const engine = trinoEngine({ trino, views: { traffic: 'select * from tpch.tiny.orders' } });
 * await engine.query<{ n: bigint }>('select count(*) as n from traffic');
 */
export function trinoEngine(options: TrinoEngineOptions): Engine {
  const names: Names = { selects: new Map(Object.entries(options.views)), tables: new Map(), made: 0 };
  return engineWithin(options, names, {});
}

/** @param outer what all queries of the engine are stopped by, and told of */
function engineWithin(options: TrinoEngineOptions, names: Names, outer: LongOperation): Engine {
  const { trino, scratch } = options;
  const name = `Trino at ${new URL(trino.server).host}`;

  const stream = (
    sql: string,
    parameters: SqlParameters = {},
    { relations = {}, ...operation }: QueryOptions = {},
  ) => {
    const views = { ...Object.fromEntries(names.selects), ...relations };
    return withTypeNames(streamTrino({ ...trino, views }, sql, parameters, within(outer, operation)));
  };
  const run = (statement: string, operation: LongOperation) =>
    collectBatches(streamTrino(trino, statement, {}, within(outer, operation)));

  /** Lets a SELECT have a name in place of the table that had it, which is dropped. */
  const stand = async (
    table: string,
    select: string,
    dropStored = async (): Promise<unknown> => undefined,
  ) => {
    await names.tables.get(table)?.drop();
    const made: Table = {
      name: table,
      async drop() {
        if (names.tables.get(table) !== made) return;
        names.selects.delete(table);
        names.tables.delete(table);
        await dropStored();
      },
    };
    names.tables.set(table, made);
    names.selects.set(table, select);
    return made;
  };
  /** Fills a table in `scratch` and lets it have a name. */
  const store = async (table: string, fill: (stored: string) => Promise<unknown>) => {
    const stored = `${scratch}.${quoteName(`suspicious_web_traffic_${table}_${randomUUID().slice(0, 8)}`)}`;
    // Without the signal, which would stop this too.
    const drop = () => collectBatches(streamTrino(trino, `drop table if exists ${stored}`));
    try {
      await fill(stored);
    } catch (error) {
      await drop().catch(() => undefined);
      throw error;
    }
    return stand(table, `select * from ${stored}`, drop);
  };
  const ownName = () => {
    names.made += 1;
    return `table_${names.made}`;
  };

  const createTable = async (select: string, wanted: TableOptions = {}) => {
    const { name: table = ownName(), parameters = {}, relations = {}, ...operation } = wanted;
    if (Object.keys(parameters).length > 0)
      throw new Error(`${name}: a table is made of a SELECT without parameters.`);
    if (scratch === undefined) return stand(table, composeSql(select, relations));
    return store(table, (stored) => {
      const views = { ...Object.fromEntries(names.selects), ...relations };
      return run(`create table ${stored} as ${composeSql(select, views, trinoDialect())}`, operation);
    });
  };
  const uploadTable = async (
    columns: UploadColumns,
    { name: table = ownName(), ...operation }: Pick<TableOptions, 'name' | 'signal' | 'onProgress'> = {},
  ) => {
    const types = uploadTypes(columns);
    const [first, more] = tableLiterals(columns, MAX_VIEW_CHARACTERS);
    if (first && !more) return stand(table, first.sql);
    const total = Object.values(columns)[0]?.values.length ?? 0;
    if (scratch === undefined)
      throw inputError(
        `${name}: ${total.toLocaleString('en-US')} rows of ${table} are needed there; name a schema that may be written with ?scratch=catalog.schema.`,
      );
    return store(table, async (stored) => {
      const declared = Object.entries(types).map(([column, type]) => `${column} ${type}`);
      await run(`create table ${stored} (${declared.join(', ')})`, operation);
      let done = 0;
      const { signal, onProgress } = within(outer, operation);
      for (const { sql, rows } of tableLiterals(columns, MAX_STATEMENT_CHARACTERS)) {
        await collectBatches(streamTrino(trino, `insert into ${stored} ${sql}`, {}, { signal }));
        done += rows;
        onProgress?.({ done, total, unit: 'rows', note: `giving Trino ${table}` });
      }
    });
  };

  return {
    name,
    stream,
    async query<Row>(sql: string, parameters: SqlParameters = {}, query: QueryOptions = {}) {
      return (await collectBatches(stream(sql, parameters, query))).rows as readonly Row[];
    },
    hasTable: async (table) => names.selects.has(table),
    createTable,
    uploadTable,
    async importTable(from, table, key, select = `select * from ${table}`) {
      const { common, keys } = await byCommonValues(from, select, key);
      const [groups, members] = [`${table}_groups`, `${table}_members`];
      const parts = [await uploadTable(common, { name: groups }), await uploadTable(keys, { name: members })];
      const others = Object.keys(common).filter((column) => column !== GROUP);
      await createTable(
        `select ${[key, ...others].join(', ')} from ${members} join ${groups} using (${GROUP})`,
        { name: table },
      );
      // What is stored needs no more what it was made of.
      if (scratch !== undefined) for (const part of parts) await part.drop();
    },
    // Work within other work is stopped with it.
    during: ({ note: _, records: __, ...operation }, use) =>
      use(engineWithin(options, names, within(outer, operation)) as never),
    withLocal: (use) => withDuckDB((connection) => use(duckdbEngine(connection))),
    async fingerprint(table, columns) {
      const sql = `select to_hex(checksum(row(${columns}))) as every from ${table}`;
      const { rows } = await collectBatches(stream(sql));
      return (rows[0] as { readonly every: string }).every;
    },
    close: () => undefined,
  };
}

/** An operation within another one: either signal stops it, and the inner one is told of it where it listens. */
function within(outer: LongOperation, inner: LongOperation): LongOperation {
  const signals = [outer.signal, inner.signal].flatMap((signal) => signal ?? []);
  const onProgress = inner.onProgress ?? outer.onProgress;
  return {
    ...(signals.length > 0 && { signal: signals.length === 1 ? signals[0]! : anySignal(signals) }),
    ...(onProgress && { onProgress }),
  };
}

/** `AbortSignal.any`, which Node 20.3 has and the types of TypeScript 5.0, the kernel's compiler, lack. */
const { any: anySignal } = AbortSignal as unknown as {
  readonly any: (signals: readonly AbortSignal[]) => AbortSignal;
};

/** The column by which keys and what they have in common belong together. */
const GROUP = 'group_number';

/** Takes a table apart: what rows have in common in all columns but the key, once, and which row has what. */
async function byCommonValues(from: DuckDBEngine, select: string, key: string) {
  const { connection } = from;
  const names = (await connection.runAndReadAll(`select * from (${select}) limit 0`)).columnNames();
  const others = names.filter((column) => column !== key).join(', ');
  const numbered = await from.createTable(
    `select ${key}, dense_rank() over (order by ${others}) as ${GROUP}, ${others} from (${select})`,
  );
  const columnsOf = async (sql: string): Promise<UploadColumns> => {
    const reader = await connection.runAndReadAll(sql);
    const [types, columns] = [reader.columnTypes(), reader.getColumns()];
    return Object.fromEntries(
      reader.columnNames().map((column, i) => [column, { type: types[i]!, values: columns[i]! }]),
    );
  };
  try {
    return {
      common: await columnsOf(`select distinct ${GROUP}, ${others} from ${numbered.name}`),
      keys: await columnsOf(`select ${key}, ${GROUP} from ${numbered.name}`),
    };
  } finally {
    await numbered.drop();
  }
}
