import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Shuffles positions in place and returns them. */
export type Shuffle = (positions: Int32Array) => Int32Array;

/**
 * Makes a function that shuffles positions in place (Fisher and Yates). The same seed gives the same sequence
 * of orders.
 *
 * @example
 * shuffler(1)(Int32Array.from([0, 1, 2, 3]));
 */
export function shuffler(seed: number): Shuffle {
  const random = xoroshiro128plus(seed);
  return (positions) => {
    for (let i = positions.length - 1; i > 0; i--) {
      const j = uniformInt(random, 0, i);
      const kept = positions[i]!;
      positions[i] = positions[j]!;
      positions[j] = kept;
    }
    return positions;
  };
}
