/** Made once: `toLocaleString` makes a formatter for every call, sixty times as slow. */
const formats = new Map<number, Intl.NumberFormat>();

/**
 * Writes a number of any size with so many significant digits, as people write it: 61,000 and not 6.1e+4.
 *
 * @example
 * digits(61_234); // '61,000'
 * digits(0.00512); // '0.0051'
 */
export function digits(value: number | bigint, significant = 2): string {
  let format = formats.get(significant);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumSignificantDigits: significant });
    formats.set(significant, format);
  }
  return format.format(value);
}
