import { fillEmptyBins } from '../../analyze/fill-empty-bins.js';
import type { TrafficOverTime } from '../../analyze/traffic-over-time.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { totals } from './totals.js';

/** As `trafficOverTime`, of some rows; of gaps those between them. */
export function overTimeOf(columns: RecordColumns, kept: Uint32Array): TrafficOverTime {
  const { bin, gaps: all } = columns.about;
  const times = columns.numbers.creation_time ?? [];
  const binOf = (row: number) => Math.floor(Math.floor(times[row]! / 1000) / bin.seconds);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of kept) {
    const place = binOf(row);
    if (place < first) first = place;
    if (place > last) last = place;
  }
  const groups = kept.length === 0 ? 0 : last - first + 1;
  const gaps = all
    .filter(({ from, to }) => from / 1000 >= first * bin.seconds && to / 1000 <= (last + 1) * bin.seconds)
    .map(({ from, to, seconds }) => ({ from: new Date(from), to: new Date(to), seconds }));
  const filled = totals(columns, kept, groups, (row) => binOf(row) - first).map(({ group, ...total }) => ({
    start: (first + group) * bin.seconds,
    ...total,
  }));
  return { bin, bins: fillEmptyBins(filled, bin.seconds, gaps), gaps };
}
