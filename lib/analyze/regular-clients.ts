import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** How regular a source is; each score is 1 for a clock and 0 for none. */
export interface RegularClient {
  readonly src_ip: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Median seconds between records, and their median absolute deviation from it. */
  readonly period: number;
  readonly mad: number;
  /** 1 − |Bowley's skewness of the intervals|. */
  readonly skewScore: number;
  /** 1 − mad / period, at least 0. */
  readonly spreadScore: number;
  /** 1 − MAD / median of bytes in, at least 0; null where no record says. */
  readonly sizeScore: number | null;
  /** Share of the hours from its first to its last in which it was seen. */
  readonly hoursScore: number;
  /** Share of all sources that ask the same server. */
  readonly prevalence: number;
  /** Mean of the scores. */
  readonly score: number;
  /** Whether the capture can tell: a period under two of its sensor’s windows looks even whatever it is. */
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

/**
 * Scores how regular each source with 20 or more records is, the most regular first, testable ones before others.
 * The records are inbound: a regular client is a monitor or a poller until there is more evidence. The sub-scores
 * follow RITA's beacon analysis (github.com/activecm/rita); its weights are left at equal.
 *
 * @param options.least score that is asked for, 0 to 1: those that surely have less are left out early; 0 when left out
 *
 * @example
 * const regular = (await regularClients(traffic)).filter((client) => client.testable && client.score > 0.9);
 */
export async function regularClients(
  traffic: Traffic,
  { least = 0 }: { readonly least?: number } = {},
): Promise<readonly RegularClient[]> {
  const rows = await traffic.engine.query<Row>(readSqlFile('investigate/regular-clients'), {
    // A mean of at most four scores of 1 at most: none of them is under this.
    least_even: Math.max(0, 1 - 4 * (1 - least)),
  });
  return rows
    .map(scoreOf)
    .filter(({ score }) => score >= least)
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
  // Who comes every six hours is seen in every hour in which it could be.
  const hoursScore = Math.min(1, (row.hours / hours) * Math.max(1, period / 3600));
  const scores = [skewScore, spreadScore, hoursScore, ...(sizeScore === null ? [] : [sizeScore])];
  return {
    src_ip,
    records,
    first_seen,
    last_seen,
    period,
    mad,
    skewScore,
    spreadScore,
    sizeScore,
    hoursScore,
    prevalence,
    score: scores.reduce((a, b) => a + b) / scores.length,
    testable: period >= 2 * row.window_seconds,
  };
}
