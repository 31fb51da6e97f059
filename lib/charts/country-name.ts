import { isValid } from 'i18n-iso-countries';

const names = new Intl.DisplayNames('en', { type: 'region' });

/**
 * The short English name of a country by its code (Unicode CLDR), or undefined if it is not an ISO 3166-1
 * code.
 *
 * @param code ISO 3166-1 alpha-2, in any case; `XK` (Kosovo) counts, as address data uses it
 *
 * @example
 * countryName('AE'); // 'United Arab Emirates'
 */
export function countryName(code: string): string | undefined {
  return /^[A-Za-z]{2}$/.test(code) && isValid(code) ? names.of(code.toUpperCase()) : undefined;
}
