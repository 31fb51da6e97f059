import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** One session of one client. */
export type ClientSession = {
  readonly src_ip: string;
  /** Number of the session; 1 for the client's first. */
  readonly session: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Seconds from the start of the first record to the end of the last. */
  readonly seconds: number;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Records with an HTTP status of 400 or more. */
  readonly errors: number;
};

/** Options of `clientSessions`. */
export interface ClientSessionsOptions {
  /**
   * Seconds without a record that end a session. Default: 1800, the half hour that web analytics uses. Use at
   * least the window of the capture, since records of one window have no order.
   */
  readonly idleGap?: number;
  /** Maximum number of sessions. Default: 10,000. */
  readonly limit?: number;
}

/**
 * Splits the records of each client into sessions (`lib/sql/investigate/sessions.sql`).
 *
 * @param options `idleGap` in seconds, 1800 by default, and `limit`, 10,000 by default
 * @returns one row per session, those with the most records first
 *
 * @example
 * const [longest] = await clientSessions(traffic, { idleGap: 1800 });
 */
export function clientSessions(
  traffic: Traffic,
  { idleGap = 1800, limit = 10_000 }: ClientSessionsOptions = {},
): Promise<readonly ClientSession[]> {
  return traffic.engine.query<ClientSession>(readSqlFile('investigate/sessions'), {
    idle_gap: idleGap,
    row_limit: limit,
  });
}
