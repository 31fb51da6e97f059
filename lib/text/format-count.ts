/**
 * Writes a count with its noun, in the plural where it is not one.
 *
 * @param plural when it is not the noun with an `s`
 *
 * @example
 * formatCount(1, 'record'); // '1 record'
 * formatCount(12345, 'country', 'countries'); // '12,345 countries'
 */
export function formatCount(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : plural}`;
}
