import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, FLOAT, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckDBEngine } from './duckdb-engine.js';
import type { Engine, Table, TableOptions } from './engine.js';
import type { ResultColumn } from './sql-result.js';
import { type BoundSql, sqlParameters } from './sql-template.js';

/** Types that come as they are. Not times, which come rounded to milliseconds: they are to be cast to texts there. */
const TYPES: Readonly<Record<string, DuckDBType>> = {
  VARCHAR,
  INTEGER,
  BIGINT,
  DOUBLE,
  REAL: FLOAT,
  FLOAT,
  BOOLEAN,
};

/**
 * Makes a temporary table in a DuckDB of this process of what an engine answers to a SELECT. What comes from another engine goes
 * through bounded memory, batch by batch, and without an object a row.
 *
 * @param select what both DuckDB and Trino understand
 * @throws when a column is of a type that is not copied; the signal's reason when it was stopped
 *
 * @example
 * const busy = await copyTable(traffic.engine, local, 'select src_ip, count(*) as n from traffic group by src_ip');
 * await local.query(`select max(n) as most from ${busy.name}`);
 * await busy.drop();
 */
export async function copyTable(
  from: Engine,
  to: DuckDBEngine,
  select: string,
  { parameters = {}, ...options }: TableOptions = {},
): Promise<Table> {
  if (from === to) return to.createTable(select, { parameters, ...options });
  const { name, ...query } = options;
  return to.receiveTable(from.stream(select, parameters, query), copiedType, name);
}

/**
 * Gives a query of a DuckDB in this process that has the same answer as one of an engine: the same query where the engine is that DuckDB,
 * otherwise one of a table that the answer was copied into, in the order in which its rows came.
 *
 * @param typeOf the type that a column gets
 */
export async function localQuery(
  engine: Engine,
  local: DuckDBEngine,
  query: BoundSql,
  typeOf: (column: ResultColumn) => DuckDBType,
): Promise<BoundSql> {
  if (engine === local) return query;
  const { name } = await local.receiveTable(engine.stream(query.text, sqlParameters(query)), typeOf);
  return { text: `select * from ${name}`, values: [] };
}

/** The type of a column that is copied as it is. */
export function copiedType({ name, type }: ResultColumn): DuckDBType {
  const copied = TYPES[type.replace(/\(.*/, '')];
  if (copied === undefined) throw new Error(`${name} has the type ${type}: cast it to a text.`);
  return copied;
}
