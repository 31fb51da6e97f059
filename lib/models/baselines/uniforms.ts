import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of numbers from 0 to below 1: the same seed gives the same ones. */
export function uniforms(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () => uniformFloat32(random);
}
