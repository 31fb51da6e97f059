import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one source did, over all records. */
export type SourceActivity = {
  readonly src_ip: string;
  readonly country: string | null;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Different destination ports, and different destinations. */
  readonly ports: number;
  readonly destinations: number;
  /** Records at ports and at destinations that have under 1 % of all records. */
  readonly at_rare_ports: number;
  readonly at_rare_destinations: number;
  /** Answers above the 99th and the 99.9th percentile of their server and port. */
  readonly large_answers: number;
  readonly huge_answers: number;
  readonly largest_answer: number | null;
  /** Port that the largest answer came from. */
  readonly largest_port: number | null;
  /** Records with an HTTP status, of those with 400 or more, 401, 404; 400, 403, 404 or 405; 400, 403 or 500. */
  readonly answered: number;
  readonly errors: number;
  readonly unauthorized: number;
  readonly not_found: number;
  readonly refused: number;
  readonly failing: number;
  readonly without_status: number;
  /** Different requests that were answered with an error; null where the log has no requests. */
  readonly refused_uris: number | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Seconds from the first record's start to the last one's. */
  readonly span_seconds: number;
};

/**
 * Profiles all sources inside the engine and lets `use` fetch those with so many odd records of one kind, the busiest
 * first; 0 fetches all.
 */
export async function withSourceActivity<Result>(
  { connection }: Traffic,
  use: (activity: (least: number) => Promise<readonly SourceActivity[]>) => Promise<Result>,
): Promise<Result> {
  await connection.run(`create or replace temp table source_activity as ${sqlFile('investigate/activity')}`);
  try {
    return await use((least) =>
      query<SourceActivity>(connection, sqlFile('investigate/suspects'), { least }),
    );
  } finally {
    await connection.run('drop table if exists temp.source_activity');
  }
}

/**
 * Profiles every source by what it did, the busiest first (`lib/sql/investigate/activity.sql`).
 *
 * @example
 * const busiest = (await sourceActivity(traffic)).slice(0, 20);
 * show(table(busiest, { columns: ['src_ip', 'records', 'errors', 'ports', 'destinations'] }));
 */
export function sourceActivity(traffic: Traffic): Promise<readonly SourceActivity[]> {
  return withSourceActivity(traffic, (activity) => activity(0));
}
