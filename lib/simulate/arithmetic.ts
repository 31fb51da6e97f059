const LN2 = Math.LN2;

/** 2^(n - 1022) by repeated doubling, which is exact. */
const POWERS = new Float64Array(2046);
POWERS[1022] = 1;
for (let n = 1023; n < 2046; n++) POWERS[n] = 2 * POWERS[n - 1]!;
for (let n = 1021; n >= 0; n--) POWERS[n] = POWERS[n + 1]! / 2;

/**
 * e to the power of `x`, to about 1e-15 relative, with additions, multiplications and divisions only.
 *
 * IEEE 754 rounds those alike on every machine, whereas `Math.exp` and `Math.pow` may differ in the last bit
 * from one engine to the next (ECMA-262 calls them implementation-approximated), and one bit can move a
 * rounded byte.
 *
 * @param x between -700 and 700
 */
export function exp(x: number): number {
  const n = Math.round(x / LN2);
  const rest = x - n * LN2;
  let sum = 1;
  let term = 1;
  for (let i = 1; i <= 14; i++) {
    term *= rest / i;
    sum += term;
  }
  return sum * POWERS[n + 1022]!;
}

/**
 * Natural logarithm of `x`, to about 1e-15 relative, by the same means as `exp` and for the same reason.
 *
 * @param x greater than 0
 */
export function ln(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  let power = z;
  for (let i = 1; i <= 21; i += 2) {
    sum += power / i;
    power *= square;
  }
  return 2 * sum + exponent * LN2;
}

/**
 * From `weak` at strength 0 to `strong` at strength 1 in equal ratios: the scale on which paces and sizes are
 * felt.
 */
export function between(weak: number, strong: number, strength: number): number {
  return weak * exp(strength * ln(strong / weak));
}
