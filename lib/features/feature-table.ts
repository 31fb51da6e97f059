import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlFile } from '../engine/sql-file.js';
import { watch } from '../engine/watch.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Frequency } from './fitted-features.js';
import { frequencyLists } from './learn-frequencies.js';

/** What `lib/sql/features.sql` needs to have learned beforehand. */
export interface Learned {
  readonly records: number;
  readonly windowSeconds: number;
  readonly frequencies: readonly Frequency[];
}

let tables = 0;

/**
 * Computes the unscaled features once, into a temporary table, for as long as `use` runs. However it ends, the table
 * is gone afterwards.
 *
 * @param use gets the table's name; two calls on one connection never share a table
 */
export async function withFeatureTable<Result>(
  traffic: Traffic,
  learned: Learned,
  operation: LongOperation,
  use: (connection: DuckDBConnection, table: string) => Promise<Result>,
): Promise<Result> {
  tables += 1;
  const table = `feature_values_${tables}`;
  const { connection } = traffic;
  const values = {
    ...frequencyLists(learned.frequencies),
    records: learned.records,
    window_seconds: learned.windowSeconds,
  };
  try {
    await watch(connection, 'computing features', operation, () =>
      connection.run(`create temp table ${table} as ${sqlFile('features')}`, values),
    );
    return await use(connection, table);
  } finally {
    await connection.run(`drop table if exists ${table}`);
  }
}
