import type { FeatureColumn } from './feature-matrix.js';

/** Robust standard deviations up to which scaling is about linear, and beyond which it is logarithmic. */
export const BEND = 3;

/**
 * Turns a scaled value of a feature matrix back into the feature's unit.
 *
 * Scaled is BEND · asinh(z / BEND) with z = (x - median) / scale.
 *
 * @example
 * unscaled({ median: 10, scale: 2 }, 0); // 10
 */
export function unscaled({ median, scale }: Pick<FeatureColumn, 'median' | 'scale'>, scaled: number): number {
  return median + scale * BEND * Math.sinh(scaled / BEND);
}
