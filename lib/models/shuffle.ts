import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Puts positions in random order, in place. */
export type Shuffle = (positions: Int32Array) => Int32Array;

/**
 * A source of random order: the same seed gives the same orders, one after the other (Fisher and Yates).
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
