import type { LocalTraffic } from '../../lib/load/traffic.js';
import { tinyTraffic } from './tiny-traffic.js';

/** A record of `gappyTraffic`, in plain numbers. */
export interface GappyRecord {
  /** Seconds since midnight. */
  readonly second: number;
  readonly source: string;
  readonly error: boolean | null;
}

/** Records of a burst. */
const BURST = 8;

/**
 * Records a minute apart in stretches that begin and end at the given minutes, with bursts in the fourth
 * minute of a stretch and, where it is longer, in the forty-first.
 */
export function gappyRecords(stretches: readonly (readonly [number, number])[]): readonly GappyRecord[] {
  const seconds = stretches.flatMap(([from, until]) =>
    Array.from({ length: until - from }, (_, i) => {
      const second = 60 * (from + i) + (i % 7);
      return i === 3 || i === 40 ? Array<number>(BURST).fill(second) : [second];
    }).flat(),
  );
  return seconds.map((second, i) => ({
    second,
    source: `192.0.${Math.floor(i / 5) % 2}.${i % 3}`,
    error: i % 11 === 10 ? null : i % 4 === 0,
  }));
}

/** Traffic of such records, whose bytes vary. */
export function gappyTraffic(records: readonly GappyRecord[]): Promise<LocalTraffic> {
  return tinyTraffic(
    records.map(({ second, source, error }, i) => ({
      creation_time: new Date(Date.UTC(2024, 4, 6) + 1000 * second).toISOString().slice(0, 19),
      end_time: null,
      src_ip: source,
      response_code: error === null ? null : error ? 404 : 200,
      bytes_in: 1000 + ((i * 37) % 200),
    })),
  );
}
