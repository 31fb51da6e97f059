import { visible } from '../text/visible.js';
import { countryName } from './country-name.js';

/** What stands where a record has no country. */
export const NO_COUNTRY = '(no country)';

/**
 * Names a country for a reader: its name and code, or the code as the record has it where it is none of ISO 3166-1.
 *
 * @example
 * countryLabel('NL'); // 'Netherlands (NL)'
 */
export function countryLabel(code: string | null): string {
  if (code === null || code.trim() === '') return NO_COUNTRY;
  const name = countryName(code);
  return name === undefined ? `“${visible(code, 24)}” (no ISO code)` : `${name} (${code.toUpperCase()})`;
}
