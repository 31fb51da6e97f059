import { fillEmptyBins } from '../../analyze/fill-empty-bins.js';
import { MAX_BINS as MAX_WINDOWS, roundWidth, TARGET_BINS } from '../../analyze/round-width.js';
import type { TrafficOverTime } from '../../analyze/traffic-over-time.js';
import type { RecordColumns } from '../explore/record-columns.js';
import type { Filters } from './filters.js';
import { totals } from './totals.js';

/** Bins that are counted one after the other. */
const MAX_BINS = 100_000;

/**
 * Width of the bins of time for the range that is filtered by, in seconds: finer than for all records where
 * the range is short, as far as the records allow.
 */
export function binSeconds({ about, numbers }: RecordColumns, { from, before }: Filters): number {
  const { seconds, from: origin, finest } = about.bin;
  if (from === null && before === null) return seconds;
  const times = numbers.creation_time ?? [];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (time < (from ?? Number.NEGATIVE_INFINITY) || time >= (before ?? Number.POSITIVE_INFINITY)) continue;
    if (time < first) first = time;
    if (time > last) last = time;
  }
  const span = ((before ?? last) - (from ?? first)) / 1000;
  if (!Number.isFinite(span) || span <= 0) return seconds;
  const wanted = roundWidth(span / (origin === 'windows' ? MAX_WINDOWS : TARGET_BINS));
  return Math.min(seconds, Math.max(1, Math.ceil(wanted / finest)) * finest);
}

/**
 * As `trafficOverTime`, of some rows; of gaps those between them.
 *
 * @param shown rows whose time range the bins cover; `kept` by default
 * @param width of a bin in seconds
 */
export function overTimeOf(
  columns: RecordColumns,
  kept: Uint32Array,
  { shown = kept, width = columns.about.bin.seconds }: { shown?: Uint32Array; width?: number } = {},
): TrafficOverTime {
  const { bin, gaps: all } = columns.about;
  const times = columns.numbers.creation_time ?? [];
  const binOf = (row: number) => Math.floor(Math.floor(times[row]! / 1000) / width);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of shown) {
    const place = binOf(row);
    if (place < first) first = place;
    if (place > last) last = place;
  }
  const span = shown.length === 0 ? 0 : last - first + 1;
  // Where times are far off, only bins that have records are counted.
  const places = span > MAX_BINS ? [...new Set(Array.from(shown, binOf))].sort((a, b) => a - b) : null;
  const groupOfPlace = new Map(places?.map((place, group) => [place, group]));
  const groups = places?.length ?? span;
  const gaps = all
    .filter(({ from, to }) => from / 1000 >= first * width && to / 1000 <= (last + 1) * width)
    .map(({ from, to, seconds }) => ({ from: new Date(from), to: new Date(to), seconds }));
  const counted = new Map(
    totals(columns, kept, groups, (row) =>
      places === null ? binOf(row) - first : groupOfPlace.get(binOf(row))!,
    ).map(({ group, ...total }) => [group, total]),
  );
  // Bins of others only are zero.
  const present =
    shown === kept ? [...counted.keys()] : [...new Set(Array.from(shown, (row) => groupAt(binOf(row))))];
  function groupAt(place: number): number {
    return places === null ? place - first : groupOfPlace.get(place)!;
  }
  const filled = present
    .sort((a, b) => a - b)
    .map((group) => ({
      start: (places?.[group] ?? first + group) * width,
      ...(counted.get(group) ?? NOTHING),
    }));
  return {
    bin: {
      seconds: width,
      from: width === bin.seconds ? bin.from : width === bin.finest ? 'windows' : 'span',
    },
    bins: fillEmptyBins(filled, width, gaps),
    gaps,
  };
}

const NOTHING = { records: 0, clients: 0, bytes_in: 0, bytes_out: 0 } as const;
