import type { JS } from '@duckdb/node-api';
import { ask } from '../engine/ask.js';
import { composeSql } from '../engine/compose-sql.js';
import { hasTable } from '../engine/has-table.js';
import type { SqlParameter } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Tables that a question may need and that are not always there, empty. */
const EMPTY = {
  addresses: `select cast(null as varchar) as ip, cast(null as varchar) as country, cast(null as integer) as asn,
    cast(null as varchar) as owner, cast(null as varchar) as known where false`,
  record_scores: 'select cast(null as integer) as row_id, cast(null as real) as score where false',
} as const;

/**
 * Asks a question that names `addresses` or `record_scores`. Where nobody has made such a table, it is taken to be
 * empty, so that the answer lacks what it would have said.
 *
 * @param question a file in `lib/sql`, by name, or SQL
 */
export async function askOfAddresses<Row extends { readonly [Name in keyof Row]: JS }>(
  traffic: Traffic,
  question: string | { readonly sql: string },
  parameters: Readonly<Record<string, SqlParameter>> = {},
): Promise<readonly Row[]> {
  const missing: Record<string, string> = {};
  for (const [table, select] of Object.entries(EMPTY))
    if (!(await hasTable(traffic, table))) missing[table] = select;
  const sql = typeof question === 'string' ? sqlFile(question) : question.sql;
  return ask<Row>(traffic, composeSql(sql, missing), parameters);
}
