/**
 * Computes how surprising `hits` of `tries` are where each has the probability `expected`: the natural
 * logarithm of 1 over an upper bound of the probability of so many hits or more (Chernoff 1952; Hoeffding
 * 1963, theorem 1). 0 where there are no more hits than expected.
 *
 * @param expected probability of a hit, above 0 and below 1
 * @throws a RangeError when `expected` is out of range
 *
 * @example
 * surprise(9, 10, 0.02); // 31.98: a chance of at most e^-31.98
 */
export function surprise(hits: number, tries: number, expected: number): number {
  if (!(expected > 0 && expected < 1))
    throw new RangeError(`A usual share lies between 0 and 1, not at ${expected}.`);
  const share = tries === 0 ? 0 : hits / tries;
  if (share <= expected) return 0;
  const misses = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - expected));
  return tries * (share * Math.log(share / expected) + misses);
}
