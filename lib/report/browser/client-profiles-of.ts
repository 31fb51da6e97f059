import type { ClientProfile } from '../../analyze/client-profiles.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { orNull } from './known.js';
import { textColumn, textOf } from './text-column.js';

/** As `clientProfiles`, of some rows. */
export function clientProfilesOf(
  columns: RecordColumns,
  kept: Uint32Array,
  limit: number,
): readonly ClientProfile[] {
  const source = textColumn(columns, 'src_ip');
  const { bytes_in = [], bytes_out = [] } = columns.numbers;
  const runs: { readonly src_ip: string; readonly rows: Uint32Array; readonly bytes: number }[] = [];
  for (let from = 0; from < kept.length; ) {
    const code = source.codes[kept[from]!];
    let [to, bytes] = [from, 0];
    for (; to < kept.length && source.codes[kept[to]!] === code; to++)
      bytes += (bytes_in[kept[to]!] || 0) + (bytes_out[kept[to]!] || 0);
    const src_ip = textOf(source, kept[from]!);
    if (src_ip !== null) runs.push({ src_ip, rows: kept.subarray(from, to), bytes });
    from = to;
  }
  // Only those that are shown are looked at closely.
  return runs
    .sort((a, b) => b.bytes - a.bytes || (a.src_ip < b.src_ip ? -1 : 1))
    .slice(0, limit)
    .map(({ src_ip, rows }) => ({ src_ip, ...profile(columns, rows) }));
}

/** What the rows of one source say, in order of time. */
function profile(columns: RecordColumns, rows: Uint32Array): Omit<ClientProfile, 'src_ip'> {
  const { creation_time: times = [], bytes_in = [], bytes_out = [], records } = columns.numbers;
  const country = textColumn(columns, 'country');
  const totals = { country: null as string | null, records: 0, in: Number.NaN, out: Number.NaN };
  const ports = new Set<number>();
  const destinations = new Set<number>();
  const [port, destination] = [textColumn(columns, 'dst_port'), textColumn(columns, 'dst_ip')];
  const add = (sum: number, value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? sum : (sum || 0) + value;
  for (const row of rows) {
    const where = textOf(country, row);
    if (where !== null && (totals.country === null || where > totals.country)) totals.country = where;
    totals.records += records?.[row] ?? 1;
    totals.in = add(totals.in, bytes_in[row]);
    totals.out = add(totals.out, bytes_out[row]);
    if (textOf(port, row) !== null) ports.add(port.codes[row]!);
    if (textOf(destination, row) !== null) destinations.add(destination.codes[row]!);
  }
  return {
    country: totals.country,
    records: totals.records,
    bytes_in: orNull(totals.in),
    bytes_out: orNull(totals.out),
    ports: ports.size,
    destinations: destination.values.length === 0 ? Number.NaN : destinations.size,
    first_seen: new Date(times[rows[0]!]!),
    last_seen: new Date(times[rows[rows.length - 1]!]!),
  };
}
