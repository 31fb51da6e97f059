import { getName, registerLocale } from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json';

registerLocale(english);

/**
 * The English name of a country by its code, or nothing where the code is not one of ISO 3166-1.
 *
 * @param code ISO 3166-1 alpha-2, in any case
 *
 * @example
 * countryName('AE'); // 'United Arab Emirates'
 */
export function countryName(code: string): string | undefined {
  return /^[A-Za-z]{2}$/.test(code) ? getName(code, 'en', { select: 'official' }) : undefined;
}
