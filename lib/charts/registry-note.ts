import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatCount } from '../text/format-count.js';
import { sum } from './sum.js';

/** Says how many records have the country of the registry; empty if there are none. */
export function registryNote(rows: readonly CountryTraffic[]): string {
  const records = sum(rows, (row) => row.by_registry);
  return records === 0
    ? ''
    : ` ${formatCount(records, 'record')} ${records === 1 ? 'names no country: its country is' : 'name no country: theirs is'} by registry, where the address is announced.`;
}
