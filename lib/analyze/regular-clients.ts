import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** How regular a client is. Each score is between 0 (irregular) and 1 (as regular as a clock). */
export interface RegularClient {
  readonly src_ip: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Median seconds between records, and their median absolute deviation from it. */
  readonly period: number;
  readonly mad: number;
  /** 1 − |Bowley's skewness of the intervals|. */
  readonly skew_score: number;
  /** 1 − mad / period, at least 0. */
  readonly spread_score: number;
  /** 1 − MAD / median of bytes in, at least 0; null where no record has bytes. */
  readonly size_score: number | null;
  /** Share of the hours with records, from the first record to the last. */
  readonly hours_score: number;
  /** Share of all clients that send requests to the same server. */
  readonly prevalence: number;
  /** Mean of the scores. */
  readonly score: number;
  /** Whether the period is at least two windows of the capture; a shorter one always looks regular. */
  readonly testable: boolean;
}

type Row = {
  readonly src_ip: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly q1: number;
  readonly median_step: number;
  readonly q3: number;
  readonly mad: number;
  readonly median_size: number | null;
  readonly size_mad: number | null;
  readonly hours: number;
  readonly window_seconds: number;
  readonly prevalence: number;
};

const HOUR = 3600_000;

/** Options of `regularClients`. */
export interface RegularClientsOptions {
  /** Minimum score, 0 to 1; a higher one is also faster. Default: 0. */
  readonly minScore?: number;
}

/**
 * Scores how regular each client with 20 or more records is.
 *
 * The records are inbound: a regular client is a monitor or a poller unless there is more evidence. The
 * scores follow RITA's beacon analysis (github.com/activecm/rita), with equal weights.
 *
 * @param options `minScore`: minimum score, 0 by default
 * @returns one row per client, testable ones first, then by descending score
 *
 * @example
 * const regular = (await regularClients(traffic)).filter((client) => client.testable && client.score > 0.9);
 */
export async function regularClients(
  traffic: Traffic,
  { minScore = 0 }: RegularClientsOptions = {},
): Promise<readonly RegularClient[]> {
  const rows = await traffic.engine.query<Row>(readSqlFile('investigate/regular-clients'), {
    // The score is the mean of up to four scores of at most 1, so none of them can be lower than this.
    min_evenness: Math.max(0, 1 - 4 * (1 - minScore)),
  });
  return rows
    .map(scoreOf)
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => Number(b.testable) - Number(a.testable) || b.score - a.score || b.records - a.records);
}

function scoreOf(row: Row): RegularClient {
  const { src_ip, records, first_seen, last_seen, q1, median_step: period, q3, mad, prevalence } = row;
  const skewScore = q3 > q1 ? 1 - Math.abs((q1 + q3 - 2 * period) / (q3 - q1)) : 1;
  const spreadScore = period > 0 ? Math.max(0, 1 - mad / period) : 0;
  const sizeScore =
    row.median_size === null || row.size_mad === null || row.median_size <= 0
      ? null
      : Math.max(0, 1 - row.size_mad / row.median_size);
  const hours = Math.floor(last_seen.getTime() / HOUR) - Math.floor(first_seen.getTime() / HOUR) + 1;
  // A client with a period of six hours can only have records in every sixth hour.
  const hoursScore = Math.min(1, (row.hours / hours) * Math.max(1, period / 3600));
  const scores = [skewScore, spreadScore, hoursScore, ...(sizeScore === null ? [] : [sizeScore])];
  return {
    src_ip,
    records,
    first_seen,
    last_seen,
    period,
    mad,
    skew_score: skewScore,
    spread_score: spreadScore,
    size_score: sizeScore,
    hours_score: hoursScore,
    prevalence,
    score: scores.reduce((a, b) => a + b) / scores.length,
    testable: period >= 2 * row.window_seconds,
  };
}
