/**
 * Formats a count with its noun, in the plural unless the count is 1.
 *
 * @param n count
 * @param noun noun in the singular
 * @param plural noun in the plural; the noun with an `s` by default
 *
 * @example
 * formatCount(1, 'record'); // '1 record'
 * formatCount(12345, 'country', 'countries'); // '12,345 countries'
 */
export function formatCount(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : plural}`;
}
