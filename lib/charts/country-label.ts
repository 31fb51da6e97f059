import { visible } from '../text/visible.js';
import { countryName } from './country-name.js';

/** Label of records without a country. */
export const NO_COUNTRY = '(no country)';

/**
 * Labels a country with its name and code, or with the value of the record if it is not an ISO 3166-1 code.
 *
 * @example
 * countryLabel('NL'); // 'Netherlands (NL)'
 */
export function countryLabel(code: string | null): string {
  if (code === null || code.trim() === '') return NO_COUNTRY;
  const name = countryName(code);
  return name === undefined ? `“${visible(code, 24)}” (no ISO code)` : `${name} (${code.toUpperCase()})`;
}
