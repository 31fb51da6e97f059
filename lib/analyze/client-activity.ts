import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one source did, over all records. */
export type ClientActivity = {
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

/** How `withSourceActivity` lets its table be asked. */
type FetchActivity = (wanted: {
  /** Odd records of one kind that a source has at least; 0 for all sources. */
  readonly least: number;
  /** Sources at most, the busiest first; all when left out. */
  readonly most?: number;
}) => Promise<readonly ClientActivity[]>;

const ALL = 2_147_483_647;

/** Profiles all sources inside the engine and lets `use` fetch some of them. */
export async function withSourceActivity<Result>(
  traffic: Traffic,
  use: (activity: FetchActivity) => Promise<Result>,
): Promise<Result> {
  const { engine } = traffic;
  const activity = await engine.createTable(readSqlFile('investigate/activity'), { name: 'source_activity' });
  return use(({ least, most = ALL }) =>
    engine.query<ClientActivity>(readSqlFile('investigate/suspects'), { least, most }),
  ).finally(() => activity.drop());
}

/**
 * Profiles sources by what they did, the busiest first (`lib/sql/investigate/activity.sql`).
 *
 * @param options.most sources at most; 10,000 when left out. Of a million records the busiest 10,000 have all that came
 *   more than a few times; every source as an object takes longer than all else in an investigation.
 *
 * @example
 * const busiest = await clientActivity(traffic, { most: 20 });
 * show(table(busiest, { columns: ['src_ip', 'records', 'errors', 'ports', 'destinations'] }));
 */
export function clientActivity(
  traffic: Traffic,
  { most = 10_000 }: { readonly most?: number } = {},
): Promise<readonly ClientActivity[]> {
  return withSourceActivity(traffic, (activity) => activity({ least: 0, most }));
}
