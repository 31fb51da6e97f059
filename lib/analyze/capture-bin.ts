import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Widths that people read easily, in seconds: 1 s to 1 week. */
const NICE = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800];
const MANY_BINS = 300;
const MOST_BINS = 2_000;

/** How finely the times of some records can be told apart. */
export interface CaptureBin {
  /** Width of a bin in seconds. */
  readonly seconds: number;
  /** `windows`: the records' own windows. `span`: a round width for the whole span, as records start at any time. */
  readonly from: 'windows' | 'span';
}

/**
 * Finds the width of the bins in which the records' times are best counted.
 *
 * Flow logs are written in windows of a fixed length: where at least half of the records are equally long and all
 * starts are at least that far apart, that length is the bin; so is the smallest step between starts where it is
 * a minute or more. Else it is a round width that makes at most 300 bins. Over 2,000 bins, whole multiples are taken.
 *
 * @example
 * const bin = await captureBin(traffic); // { seconds: 600, from: 'windows' }
 */
export async function captureBin(traffic: Traffic): Promise<CaptureBin> {
  const [window] = await query<{ seconds: number; records: number }>(
    traffic.connection,
    sqlFile('window-lengths'),
  );
  const [starts] = await query<{
    first_start: number | null;
    last_start: number | null;
    smallest_step: number | null;
  }>(traffic.connection, sqlFile('start-steps'));
  const span = (starts?.last_start ?? 0) - (starts?.first_start ?? 0);
  const step = starts?.smallest_step ?? Number.POSITIVE_INFINITY;
  const usual = window && window.records >= traffic.records / 2 ? window.seconds : 0;
  const own = usual > 0 && step >= usual ? usual : Number.isFinite(step) && step >= 60 ? step : 0;
  if (own === 0) return { seconds: niceWidth(span / MANY_BINS), from: 'span' };
  const times = span / own > MOST_BINS ? Math.ceil(niceWidth(span / MOST_BINS) / own) : 1;
  return { seconds: own * times, from: 'windows' };
}

function niceWidth(seconds: number): number {
  return NICE.find((nice) => nice >= seconds) ?? Math.ceil(seconds / 604_800) * 604_800;
}
