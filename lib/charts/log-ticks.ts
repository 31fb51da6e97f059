/**
 * Ticks of a logarithmic axis or colour bar: 1, 2 and 5 times the powers of ten between two values, or the
 * powers of ten alone where those are enough.
 *
 * @param low above 0
 *
 * @example
 * logTicks(1, 113); // [1, 2, 5, 10, 20, 50, 100]
 */
export function logTicks(low: number, high: number): readonly number[] {
  const powers: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent += 1)
    powers.push(exponent);
  const digits = powers.length > 3 ? [1] : [1, 2, 5];
  return powers
    .flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
}
