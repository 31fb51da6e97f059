import type { CountryTraffic } from '../../analyze/traffic-by-country.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { byRecords } from './by-records.js';
import { textColumn } from './text-column.js';
import { totals } from './totals.js';

/** As `trafficByCountry`, of some rows. */
export function countriesOf(columns: RecordColumns, kept: Uint32Array): readonly CountryTraffic[] {
  const { values, codes } = textColumn(columns, 'country');
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
