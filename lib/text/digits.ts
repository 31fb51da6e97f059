/**
 * Writes a number of any size with so many significant digits, as people write it: 61,000 and not 6.1e+4.
 *
 * @example
 * digits(61_234); // '61,000'
 * digits(0.00512); // '0.0051'
 */
export const digits = (value: number, significant = 2): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: significant });
