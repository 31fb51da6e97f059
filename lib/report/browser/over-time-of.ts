import { fillEmptyBins } from '../../analyze/fill-empty-bins.js';
import type { TrafficOverTime } from '../../analyze/traffic-over-time.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { totals } from './totals.js';

/** Bins that are counted one after the other. */
const MAX_BINS = 100_000;

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
  const span = kept.length === 0 ? 0 : last - first + 1;
  // Where times are far off, only bins that have records are counted.
  const places = span > MAX_BINS ? [...new Set(Array.from(kept, binOf))].sort((a, b) => a - b) : null;
  const groupOfPlace = new Map(places?.map((place, group) => [place, group]));
  const groups = places?.length ?? span;
  const gaps = all
    .filter(({ from, to }) => from / 1000 >= first * bin.seconds && to / 1000 <= (last + 1) * bin.seconds)
    .map(({ from, to, seconds }) => ({ from: new Date(from), to: new Date(to), seconds }));
  const filled = totals(columns, kept, groups, (row) =>
    places === null ? binOf(row) - first : groupOfPlace.get(binOf(row))!,
  ).map(({ group, ...total }) => ({
    start: (places?.[group] ?? first + group) * bin.seconds,
    ...total,
  }));
  return { bin, bins: fillEmptyBins(filled, bin.seconds, gaps), gaps };
}
