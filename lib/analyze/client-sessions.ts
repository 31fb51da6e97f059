import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** One stay of one source. */
export type Session = {
  readonly src_ip: string;
  /** 1 for the source's first. */
  readonly session: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly seconds: number;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly errors: number;
};

/**
 * Splits each source's records into sessions, the longest in records first (`lib/sql/investigate/sessions.sql`).
 *
 * @param options.idleGap seconds without a record that end a session; 1800 when left out (the half hour of web
 *   analytics). Under a capture's window it would split what no one can tell apart
 * @param options.most sessions at most; 10,000 when left out
 *
 * @example
 * const [longest] = await clientSessions(traffic, { idleGap: 1800 });
 */
export function clientSessions(
  traffic: Traffic,
  { idleGap = 1800, most = 10_000 }: { readonly idleGap?: number; readonly most?: number } = {},
): Promise<readonly Session[]> {
  return traffic.engine.query<Session>(readSqlFile('investigate/sessions'), { idle_gap: idleGap, most });
}
