import { captureGaps } from '../analyze/capture-gaps.js';
import type { Traffic } from '../load/traffic.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Time during which a capture recorded; rates are relative to it. Gaps of the capture are not counted. */
export interface CaptureTime {
  readonly from: Date;
  readonly to: Date;
  /** Seconds between `from` and `to`, without gaps. */
  readonly seconds: number;
  /** Seconds within each hour of the day (UTC), from 0 to 23. */
  readonly byHour: readonly number[];
}

/**
 * Measures how long traffic was captured: from its first record to its last, without the gaps of the capture.
 *
 * @example
 * const { seconds } = await measureCapture(traffic);
 */
export async function measureCapture(traffic: Traffic): Promise<CaptureTime> {
  const [span] = await traffic.engine.query<{ first_start: Date; last_end: Date }>(
    'select min(creation_time) as first_start, max(coalesce(end_time, creation_time)) as last_end from capture_times',
  );
  const { gaps } = await captureGaps(traffic);
  return timeOutsideGaps(span!.first_start, span!.last_end, gaps);
}

/** Computes the time between two times that is not in a gap. */
export function timeOutsideGaps(
  from: Date,
  to: Date,
  gaps: readonly { readonly from: Date; readonly to: Date }[],
): CaptureTime {
  const byHour = Array.from({ length: 24 }, () => 0);
  const add = (start: number, end: number, sign: 1 | -1) => {
    // Whole days have every hour once, however many they are.
    const days = Math.max(0, Math.floor((end - start) / DAY_MS));
    for (let hour = 0; hour < 24; hour++) byHour[hour]! += sign * days * 3600;
    for (let at = start + days * DAY_MS; at < end; ) {
      const next = Math.min(end, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
      byHour[new Date(at).getUTCHours()]! += (sign * (next - at)) / 1000;
      at = next;
    }
  };
  add(from.getTime(), to.getTime(), 1);
  for (const gap of gaps)
    add(Math.max(from.getTime(), gap.from.getTime()), Math.min(to.getTime(), gap.to.getTime()), -1);
  return { from, to, seconds: byHour.reduce((sum, seconds) => sum + seconds, 0), byHour };
}
