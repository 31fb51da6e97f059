import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { countryLabel } from './country-label.js';
import { sum } from './sum.js';

/**
 * Names the country with the most records: `'United States (US) sends 40 % of the 282 records, Canada (CA) 26
 * %'`.
 */
export function countrySentence(rows: readonly CountryTraffic[]): string {
  const [first, second] = rows;
  if (!first) return 'There are no records to show.';
  const records = sum(rows, (row) => row.records);
  if (!second)
    return `${records === 1 ? 'The only record comes' : `All ${formatCount(records, 'record')} come`} from one country: ${countryLabel(first.country)}`;
  return `${countryLabel(first.country)} sends ${formatShare(first.records, records)} of the ${formatCount(records, 'record')}, ${countryLabel(second.country)} ${formatShare(second.records, records)}`;
}
