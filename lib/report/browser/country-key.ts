import { countryName } from '../../charts/country-name.js';

/**
 * What a country is filtered by: its code in capitals, as the map merges several spellings, or whatever the
 * record says.
 */
export function countryKey(recorded: string): string {
  const code = recorded.trim().toUpperCase();
  return countryName(code) === undefined ? recorded : code;
}
