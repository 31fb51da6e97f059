import type { RecordDots } from '../../analyze/record-dots.js';
import type { SourceProfile } from '../../analyze/source-profiles.js';
import type { CountryTraffic } from '../../analyze/traffic-by-country.js';
import type { PortTraffic } from '../../analyze/traffic-by-port.js';
import type { TrafficOverTime } from '../../analyze/traffic-over-time.js';
import { withoutHoles } from '../../analyze/without-holes.js';
import type { RecordColumns, TextColumn } from '../explore/record-columns.js';
import { totals } from './totals.js';

const textOf = ({ values, codes }: TextColumn, row: number): string | null => values[codes[row]!] ?? null;

/** The text columns that every page has. */
const column = ({ texts }: RecordColumns, name: string): TextColumn =>
  texts[name] ?? { values: [], codes: new Uint8Array() };

const byRecords =
  <Row extends { readonly records: number }>(name: (row: Row) => string | number | null) =>
  (a: Row, b: Row): number => {
    const [left, right] = [name(a), name(b)];
    if (a.records !== b.records) return b.records - a.records;
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left < right ? -1 : 1;
  };

/** As `trafficByCountry`, of some rows. */
export function countriesOf(columns: RecordColumns, kept: Uint32Array): readonly CountryTraffic[] {
  const { values, codes } = column(columns, 'country');
  const groupOf = (row: number) => codes[row]!;
  const registry = columns.numbers.by_registry ?? [];
  const byRegistry = new Float64Array(values.length + 1);
  for (const row of kept)
    byRegistry[groupOf(row)]! += registry[row] ? (columns.numbers.records?.[row] ?? 1) : 0;
  return totals(columns, kept, values.length + 1, groupOf)
    .map(({ group, ...total }) => ({
      country: values[group] ?? null,
      ...total,
      by_registry: byRegistry[group]!,
    }))
    .sort(byRecords(({ country }) => country));
}

/** As `trafficByPort`, of some rows. */
export function portsOf(columns: RecordColumns, kept: Uint32Array): readonly PortTraffic[] {
  const { values, codes } = column(columns, 'dst_port');
  return totals(columns, kept, values.length + 1, (row) => codes[row]!)
    .map(({ group, ...total }) => ({
      port: values[group] === undefined ? null : Number(values[group]),
      ...total,
    }))
    .sort(byRecords(({ port }) => port));
}

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
  return { bin, bins: withoutHoles(filled, bin.seconds, gaps), gaps };
}

/** As `sourceProfiles`, of some rows. */
export function sourcesOf(columns: RecordColumns, kept: Uint32Array, most: number): readonly SourceProfile[] {
  const { values, codes } = column(columns, 'src_ip');
  const times = columns.numbers.creation_time ?? [];
  const profiles: { -readonly [Name in keyof SourceProfile]: SourceProfile[Name] }[] = [];
  const [port, server, country] = ['dst_port', 'dst_ip', 'country'].map((name) => column(columns, name)) as [
    TextColumn,
    TextColumn,
    TextColumn,
  ];
  const sum = (name: 'bytes_in' | 'bytes_out', before: number | null, row: number): number | null => {
    const value = columns.numbers[name]?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? before : (before ?? 0) + value;
  };
  const seen = [port, server].map(({ values: known }) => new Int32Array(known.length + 1).fill(-1));
  for (const row of kept) {
    const source = codes[row]!;
    const src_ip = values[source];
    if (src_ip === undefined) continue;
    const time = new Date(times[row]!);
    let profile = profiles.at(-1);
    if (profile?.src_ip !== src_ip) {
      profile = {
        src_ip,
        country: null,
        records: 0,
        bytes_in: null,
        bytes_out: null,
        ports: 0,
        destinations: 0,
        first_seen: time,
        last_seen: time,
      };
      profiles.push(profile);
    }
    profile.records += columns.numbers.records?.[row] ?? 1;
    profile.last_seen = time;
    profile.bytes_in = sum('bytes_in', profile.bytes_in, row);
    profile.bytes_out = sum('bytes_out', profile.bytes_out, row);
    const where = textOf(country, row);
    if (where !== null && (profile.country === null || where > profile.country)) profile.country = where;
    for (const [i, name] of (['ports', 'destinations'] as const).entries()) {
      const { values: known, codes: codesOf } = i === 0 ? port : server;
      const code = codesOf[row] ?? known.length;
      if (code === known.length || seen[i]![code] === source) continue;
      seen[i]![code] = source;
      profile[name] += 1;
    }
  }
  const bytes = (profile: SourceProfile) => (profile.bytes_in ?? 0) + (profile.bytes_out ?? 0);
  return profiles.sort((a, b) => bytes(b) - bytes(a) || (a.src_ip < b.src_ip ? -1 : 1)).slice(0, most);
}

/** As `recordDots`, of some rows: all, or as many as can be drawn quickly, drawn at random. */
export function dotsOf(columns: RecordColumns, kept: Uint32Array, most: number): RecordDots {
  const { bytes_in = [], bytes_out = [], row_id = [], creation_time = [] } = columns.numbers;
  const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  // Which rows are drawn depends on the row alone, so that a dot does not come and go as others are filtered.
  const drawn = kept.length <= most ? kept : [...kept].sort((a, b) => mixed(a) - mixed(b)).slice(0, most);
  const dots = Array.from(drawn, (row) => {
    const port = textOf(column(columns, 'dst_port'), row);
    return {
      row_id: row_id[row] ?? row,
      time: new Date(creation_time[row]!),
      bytes_in: known(bytes_in[row]),
      bytes_out: known(bytes_out[row]),
      source: textOf(column(columns, 'src_ip'), row) ?? '',
      country: textOf(column(columns, 'country'), row),
      port: port === null ? null : Number(port),
    };
  });
  return { dots, records: kept.length };
}

/** Whole numbers to whole numbers that look random (the finaliser of MurmurHash3, public domain). */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
