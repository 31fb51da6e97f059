import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Numbers of records that 95 % and 99 % of the windows do not exceed. */
export interface Limit {
  readonly p95: number;
  readonly p99: number;
}

/** Typical numbers of records in a window of a server, and of a client. */
export interface WindowLimits {
  /** Width of a window: five minutes, or the capture's own window where that is longer. */
  readonly seconds: number;
  /**
   * Limits of a server's windows, or, for null, of the windows of single clients; zeros where there are no
   * such windows.
   */
  readonly limitOf: (server: string | null) => Limit;
}

type Row = Limit & { readonly dst_ip: string | null };

const FIVE_MINUTES = 300;
const NONE: Limit = { p95: 0, p99: 0 };

/**
 * Computes how many records a server gets, and a client sends, in 95 % and in 99 % of the windows
 * (`lib/sql/investigate/window-limits.sql`), exactly, by rank.
 *
 * @param window the capture's fixed window in seconds, or null
 *
 * @example
 * const { limitOf, seconds } = await windowLimits(traffic, await captureWindow(traffic));
 * console.log(`99 % of windows of ${seconds} s have at most`, limitOf('10.0.0.1').p99, 'records');
 */
export async function windowLimits(traffic: Traffic, window: number | null): Promise<WindowLimits> {
  const seconds = Math.max(FIVE_MINUTES, window ?? 0);
  const rows = await traffic.engine.query<Row>(readSqlFile('investigate/window-limits'), {
    window_seconds: seconds,
  });
  const limits = new Map(rows.map((row) => [row.dst_ip, row]));
  return { seconds, limitOf: (server) => limits.get(server) ?? NONE };
}
