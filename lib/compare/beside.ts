import { query } from '../engine/query.js';
import type { Traffic } from '../load/traffic.js';

/**
 * Offers the records of earlier traffic as the view `before_traffic` in the engine of later traffic, for as long as `use`
 * runs: one SQL question can then ask both. Nothing is copied; both read their own Parquet files.
 *
 * @throws what `use` throws
 */
export async function beside<Result>(
  before: Traffic,
  after: Traffic,
  use: () => Promise<Result>,
): Promise<Result> {
  const [view] = await query<{ sql: string }>(
    before.connection,
    "select sql from duckdb_views() where view_name = 'traffic' and not internal",
  );
  await after.connection.run(
    view!.sql.replace(/^create\s+view\s+\S+/i, 'create or replace view before_traffic'),
  );
  try {
    return await use();
  } finally {
    await after.connection.run('drop view if exists before_traffic');
  }
}
