/** Formatters are reused: `toLocaleString` creates one for every call, which is sixty times as slow. */
const formats = new Map<number, Intl.NumberFormat>();

/**
 * Formats a number with a number of significant digits, without an exponent: 61,000, not 6.1e+4.
 *
 * @param significant number of significant digits, 2 by default
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
