import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { exp, ln } from './arithmetic.js';

/** Random numbers of one seeded stream, the same on every machine. */
export interface Random {
  /** Uniform in (0, 1], in steps of 2^-32. */
  uniform(): number;
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  chance(probability: number): boolean;
  /** Mean 0, variance 1: the sum of twelve uniforms less six, so within ±6. */
  normal(): number;
  lognormal(mu: number, sigma: number): number;
  /** At least `min`; P(X > x) = (min / x)^tailIndex. */
  pareto(min: number, tailIndex: number): number;
  /** 1, 2, 3 … with the given mean. */
  geometric(mean: number): number;
  pick<T>(values: readonly T[]): T;
}

/** Mixes whole numbers into 32 bits (the finalizer of MurmurHash3, chained). */
export function mix(...keys: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const key of keys) {
    h = Math.imul(h ^ (key | 0) ^ Math.imul((key / 0x100000000) | 0, 0x27d4eb2f), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h = (h ^ (h >>> 16)) + 0x6d2b79f5;
  }
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/**
 * Opens the stream of random numbers that belongs to a seed and a purpose, so that one part of the world can
 * change without reshuffling the others.
 *
 * The generator is xoroshiro128+ of pure-rand (32-bit integer operations only); the distributions use
 * additions, multiplications and divisions only, see `arithmetic.ts`.
 */
export function randomStream(seed: number, purpose: string, ...keys: readonly number[]): Random {
  const label = mix(...Array.from(purpose, (c) => c.charCodeAt(0)));
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((n) => mix(seed, label, ...keys, n) | 0));
  const uniform = () => ((generator.next() >>> 0) + 1) / 0x100000000;
  const below = (n: number) => Math.floor(((generator.next() >>> 0) / 0x100000000) * n);
  const normal = () => {
    let sum = 0;
    for (let i = 0; i < 6; i++) {
      const bits = generator.next();
      sum += (bits & 0xffff) + (bits >>> 16);
    }
    return (sum + 6) / 65536 - 6;
  };
  return {
    uniform,
    below,
    normal,
    chance: (probability) => (generator.next() >>> 0) / 0x100000000 < probability,
    lognormal: (mu, sigma) => exp(mu + sigma * normal()),
    pareto: (min, tailIndex) => min * exp(-ln(uniform()) / tailIndex),
    geometric: (mean) => (mean <= 1 ? 1 : 1 + Math.floor(ln(uniform()) / ln(1 - 1 / mean))),
    pick: (values) => values[below(values.length)]!,
  };
}
