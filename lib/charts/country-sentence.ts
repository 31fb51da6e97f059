import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { countryLabel } from './country-label.js';
import { sum } from './sum.js';

/** Whether a row is of records with a country, be its code known or not. */
export const hasCountry = ({ country }: CountryTraffic): boolean => country !== null && country.trim() !== '';

/**
 * Names the country with the most records: `'United States (US) sends 40 % of the 282 records, Canada (CA) 26
 * %'`.
 */
export function countrySentence(rows: readonly CountryTraffic[]): string {
  const [first, second] = rows.filter(hasCountry);
  const records = sum(rows, (row) => row.records);
  if (records === 0) return 'There are no records to show.';
  if (!first)
    return records === 1
      ? 'The only record has no country'
      : `None of the ${formatCount(records, 'record')} has a country`;
  if (first.records === records)
    return `${records === 1 ? 'The only record comes' : `All ${formatCount(records, 'record')} come`} from one country: ${countryLabel(first.country)}`;
  const others = second
    ? `, ${countryLabel(second.country)} ${formatShare(second.records, records)}`
    : '; the others have no country';
  return `${countryLabel(first.country)} sends ${formatShare(first.records, records)} of the ${formatCount(records, 'record')}${others}`;
}
