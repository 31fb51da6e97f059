import type { FeatureMatrix } from '../../features/feature-matrix.js';

/** A tree as flat arrays, one place a node; the root is at 0. */
export interface Tree {
  /** The feature that a node cuts at, or -1 for a leaf. */
  readonly features: Int16Array;
  /** Rows whose value is below it go to the first child. */
  readonly cuts: Float32Array;
  /** Place of the first child; the second is next to it. */
  readonly below: Int32Array;
  /** For a leaf, the cuts to get there, and those that its records would take on average. */
  readonly ends: Float32Array;
}

const EULER = 0.5772156649015329;

/** Average cuts that set one of n records apart: an unsuccessful search in a binary tree (Liu et al. 2008, formula 1). */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n;
}

/**
 * Grows a tree of random cuts, each at a random feature that still varies and a random place of its range, to the depth at which an average record is alone.
 *
 * @param rows positions in the matrix; they are put in another order
 * @param uniform gives numbers from 0 to below 1
 */
export function growTree(
  { values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>,
  rows: Int32Array,
  uniform: () => number,
): Tree {
  const width = columns.length;
  const deepest = Math.max(1, Math.ceil(Math.log2(rows.length)));
  const features: number[] = [];
  const cuts: number[] = [];
  const below: number[] = [];
  const ends: number[] = [];
  const node = () => {
    cuts.push(0);
    below.push(0);
    ends.push(0);
    return features.push(-1) - 1;
  };
  const grow = (at: number, from: number, to: number, depth: number): void => {
    const ranges = depth < deepest ? varying(from, to) : [];
    const chosen = ranges[Math.floor(uniform() * ranges.length)];
    if (chosen === undefined) {
      ends[at] = depth + averagePath(to - from);
      return;
    }
    // Rounded up to at least the next number above the lowest, so that neither side is ever empty.
    const place = Math.fround(chosen.low + uniform() * (chosen.high - chosen.low));
    const cut = place > chosen.low ? place : chosen.high;
    let middle = from;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (values[row * width + chosen.feature]! >= cut) continue;
      rows[i] = rows[middle]!;
      rows[middle++] = row;
    }
    features[at] = chosen.feature;
    cuts[at] = cut;
    const first = node();
    node();
    below[at] = first;
    grow(first, from, middle, depth + 1);
    grow(first + 1, middle, to, depth + 1);
  };
  const varying = (from: number, to: number) => {
    const found: { feature: number; low: number; high: number }[] = [];
    for (let feature = 0; feature < width; feature++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const value = values[rows[i]! * width + feature]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high > low) found.push({ feature, low, high });
    }
    return found;
  };
  grow(node(), 0, rows.length, 0);
  return {
    features: Int16Array.from(features),
    cuts: Float32Array.from(cuts),
    below: Int32Array.from(below),
    ends: Float32Array.from(ends),
  };
}
