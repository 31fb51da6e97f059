import type { JS } from '@duckdb/node-api';
import { collectBatches } from './column-batch.js';
import { query, type SqlParameter } from './query.js';
import type { Records } from './records.js';

/** `traffic.engine.query`, for folders that are not converted yet. */
export async function ask<Row extends { readonly [Name in keyof Row]: JS }>(
  records: Records,
  sql: string,
  parameters: Readonly<Record<string, SqlParameter>> = {},
): Promise<readonly Row[]> {
  if (!records.remote) return query<Row>(records.connection, sql, parameters);
  if (records.engine) return records.engine.query<Row>(sql, parameters);
  return (await collectBatches(records.remote.stream(sql, parameters))).rows as readonly Row[];
}
