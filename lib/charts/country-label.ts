import { visible } from '../text/visible.js';
import { countryName } from './country-name.js';

/** Label of records without a country. */
export const NO_COUNTRY = '(no country)';

/** What registries and address databases mean by codes that are no country's. */
const SPECIAL: Readonly<Record<string, string>> = {
  ...{
    A1: 'anonymous proxy',
    A2: 'satellite provider',
    AP: 'Asia/Pacific',
    EU: 'Europe',
    O1: 'other country',
  },
  ...{ T1: 'Tor', UK: 'United Kingdom', XX: 'unknown country', ZZ: 'unknown country' },
};

/**
 * Labels a country with its name and code, or with the value of the record if it is not an ISO 3166-1 code.
 *
 * @example
 * countryLabel('NL'); // 'Netherlands (NL)'
 */
export function countryLabel(code: string | null): string {
  if (code === null || code.trim() === '') return NO_COUNTRY;
  const name = countryName(code);
  const special = SPECIAL[code.toUpperCase()];
  if (name === undefined && special !== undefined) return `${special} (${code.toUpperCase()}, no ISO code)`;
  return name === undefined ? `“${visible(code, 24)}” (no ISO code)` : `${name} (${code.toUpperCase()})`;
}
