import { mix, type Random } from './random.js';

/**
 * Addresses come from 240.0.0.0/4, which is reserved (RFC 1112, RFC 6890) and belongs to nobody: a simulated
 * attack accuses no real owner. Residential ones lie in 240.0.0.0 – 247.255.255.255, by country; those of
 * companies and hosting in 248.0.0.0 – 253.255.255.255, good and bad alike, so that the range itself gives
 * nothing away.
 */
const FIRST = 0xf0000000;

/** The address of a household or handset: a block of its country, and a place in it by hash. */
export function residentialAddress(country: number, ...keys: readonly number[]): number {
  const h = mix(101, country, ...keys);
  return FIRST + (((country * 8) % 128) + (h & 7)) * 0x100000 + (h >>> 12);
}

/** The address of a company or a rented host, in any of the 393,216 subnets of 256. */
export function hostingAddress(...keys: readonly number[]): number {
  const h = mix(202, ...keys);
  return FIRST + 0x8000000 + (h % 0x60000) * 256 + (mix(h, 7) % 254) + 1;
}

/** Neighbours in one subnet of 256: the real set has ten sources of one scanner so. */
export function neighbour(address: number, random: Random): number {
  return address - (address % 256) + 1 + random.below(254);
}
