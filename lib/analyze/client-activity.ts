import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one client did, over all records. */
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
  /** Responses larger than the 99th and the 99.9th percentile of their server and port. */
  readonly large_answers: number;
  readonly huge_answers: number;
  readonly largest_answer: number | null;
  /** Port that sent the largest response. */
  readonly largest_port: number | null;
  /**
   * Records with an HTTP status; of these, records with 400 or more, 401, 404; 400, 403, 404 or 405; 400, 403
   * or 500.
   */
  readonly answered: number;
  readonly errors: number;
  readonly unauthorized: number;
  readonly not_found: number;
  readonly refused: number;
  readonly failing: number;
  /**
   * Requests for what is not there or forbidden that no link led to; not of declared crawlers, nor icons and what else
   * browsers request by themselves.
   */
  readonly guessed: number;
  /** Records with 500 or more. */
  readonly server_errors: number;
  readonly without_status: number;
  /** Different requests that got an error; null where the log has no requests. */
  readonly refused_uris: number | null;
  /** First and last answer 400, 403, 404 or 405, seconds between the two, and the median of the seconds between each and the next. */
  readonly first_error: Date | null;
  readonly last_error: Date | null;
  readonly error_seconds: number | null;
  readonly error_pause: number | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Seconds from the start of the first record to the start of the last. */
  readonly span_seconds: number;
};

/** Options of `clientActivity`. */
export interface ClientActivityOptions {
  /** Maximum number of clients, those with the most records first. Default: 10,000. */
  readonly limit?: number;
}

/** Reads rows of the table that `withClientActivity` creates. */
type ReadActivity = (options: {
  /** Minimum number of unusual records of one kind; 0 for all clients. */
  readonly minRecords: number;
  /** Maximum number of clients, those with the most records first. Default: all. */
  readonly limit?: number;
}) => Promise<readonly ClientActivity[]>;

const ALL = 2_147_483_647;

/**
 * Creates the activity table of all clients in the engine, for as long as `use` runs; `use` reads rows of it.
 */
export async function withClientActivity<Result>(
  traffic: Traffic,
  use: (readActivity: ReadActivity) => Promise<Result>,
): Promise<Result> {
  const { engine } = traffic;
  const table = await engine.createTable(readSqlFile('investigate/activity'), { name: 'source_activity' });
  return use(({ minRecords, limit = ALL }) =>
    engine.query<ClientActivity>(readSqlFile('investigate/suspects'), {
      min_records: minRecords,
      row_limit: limit,
    }),
  ).finally(() => table.drop());
}

/**
 * Counts what each client did: records, bytes, ports, servers and errors
 * (`lib/sql/investigate/activity.sql`).
 *
 * @param options `limit`: maximum number of clients, 10,000 by default. In a million records, the 10,000
 *   clients with the most records include every client with more than a few.
 * @returns one row per client, those with the most records first
 *
 * @example
 * const busiest = await clientActivity(traffic, { limit: 20 });
 * show(table(busiest, { columns: ['src_ip', 'records', 'errors', 'ports', 'destinations'] }));
 */
export function clientActivity(
  traffic: Traffic,
  { limit = 10_000 }: ClientActivityOptions = {},
): Promise<readonly ClientActivity[]> {
  return withClientActivity(traffic, (readActivity) => readActivity({ minRecords: 0, limit }));
}
