import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import { composeSql } from '../compose-sql.js';
import type { RemoteEngine } from '../remote-engine.js';
import { quoteName } from '../sql-text.js';
import { queryTrino } from './query-trino.js';
import { streamTrino } from './stream-trino.js';
import { tableLiterals } from './table-literals.js';
import { trinoDialect } from './trino-dialect.js';
import type { TrinoServer } from './trino-server.js';

/** Trino takes statements of a million characters (`query.max-length`), quotes doubled; a view stands in each statement that uses it. */
const MOST_TEXT = 800_000;
const MOST_VIEW = 100_000;

/** A Trino whose records are asked where they are. */
export interface TrinoEngineOptions {
  readonly trino: TrinoServer;
  /** What `traffic` and the other names of `lib/sql` are there: a SELECT each. */
  readonly views: Readonly<Record<string, string>>;
  /** Schema for tables that questions need for a while, quoted for SQL; without one, what is large cannot be given. */
  readonly scratch?: string;
}

/**
 * Gives an engine whose questions Trino answers. Names live in this process, before each query, so nothing is made on the
 * server unless it is large: that goes to tables in `scratch`, named `suspicious_web_traffic_…`, until they are given back.
 *
 * @throws an InputError when a large table is given and there is no `scratch`; as `streamTrino` does when asked
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' };
 * const engine = trinoEngine({ trino, views: { traffic: 'select * from tpch.tiny.orders' } });
 * for await (const { columns } of engine.stream('select count(*) as n from traffic', {})) console.log(columns);
 */
export function trinoEngine({ trino, views, scratch }: TrinoEngineOptions): RemoteEngine {
  const named = new Map(Object.entries(views));
  const current = new AsyncLocalStorage<LongOperation>();
  const drops = new Map<string, () => Promise<unknown>>();
  /** Lets a SELECT stand under a name in place of what stood there, which is dropped where it was stored. */
  const stand = async (
    table: string,
    select: string,
    drop: () => Promise<unknown> = async () => undefined,
  ) => {
    const end = async () => {
      // Another may stand there by now.
      if (drops.get(table) === end) {
        named.delete(table);
        drops.delete(table);
      }
      await drop();
    };
    await drops.get(table)?.();
    drops.set(table, end);
    named.set(table, select);
    return end;
  };
  const run = (statement: string) => queryTrino(trino, statement, {}, current.getStore() ?? {});
  const name = `Trino at ${new URL(trino.server).host}`;

  /** Fills a table in `scratch` and lets it stand under a name. */
  const store = async (table: string, fill: (stored: string) => Promise<unknown>) => {
    const stored = `${scratch}.${quoteName(`suspicious_web_traffic_${table}_${randomUUID().slice(0, 8)}`)}`;
    // Without the signal, which would stop this too.
    const drop = () => queryTrino(trino, `drop table if exists ${stored}`);
    try {
      await fill(stored);
    } catch (error) {
      await drop().catch(() => undefined);
      throw error;
    }
    return stand(table, `select * from ${stored}`, drop);
  };

  return {
    name,
    stores: scratch !== undefined,
    stream: (sql, parameters) =>
      streamTrino({ ...trino, views: Object.fromEntries(named) }, sql, parameters, current.getStore() ?? {}),
    has: (table) => named.has(table),
    // Work within other work is stopped with it.
    during: (operation, work) => current.run({ ...current.getStore(), ...operation }, work),
    async keep(table, select) {
      if (scratch !== undefined)
        return store(table, (stored) =>
          run(`create table ${stored} as ${composeSql(select, Object.fromEntries(named), trinoDialect())}`),
        );
      return stand(table, select);
    },
    async give(table, given) {
      const [whole, more] = tableLiterals(given, MOST_VIEW);
      if (whole && !more) return stand(table, whole.sql);
      const total = Object.values(given)[0]?.values.length ?? 0;
      if (scratch === undefined)
        throw inputError(
          `${name}: ${total.toLocaleString('en-US')} rows of ${table} are needed there; name a schema that may be written with ?scratch=catalog.schema.`,
        );
      return store(table, async (stored) => {
        const declared = Object.entries(given).map(([column, { type }]) => `${column} ${type}`);
        await run(`create table ${stored} (${declared.join(', ')})`);
        let done = 0;
        const { signal, onProgress } = current.getStore() ?? {};
        for (const { sql, rows } of tableLiterals(given, MOST_TEXT)) {
          await queryTrino(trino, `insert into ${stored} ${sql}`, {}, { signal });
          done += rows;
          onProgress?.({ done, total, unit: 'rows', note: `giving Trino ${table}` });
        }
      });
    },
  };
}
