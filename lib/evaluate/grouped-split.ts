import { shuffler } from '../models/shuffle.js';
import { checkPart, type Split, type SplitOptions } from './split.js';

/**
 * Splits records so that no group (an actor; where it is unknown a network, see `networkOf`) is on both sides: a model
 * must not be praised for knowing again whom it has seen. Groups with positives and groups without are split apart,
 * so that both sides have both where that is possible.
 *
 * @param groups which group each record belongs to
 * @param labels 0 or 1 a record
 * @param by what the groups are, in words, such as “actor” or “/24 network”
 * @throws when there are fewer than two groups with positives, or without
 *
 * @example
 * const { train, test } = groupedSplit(sources.map(networkOf), labels, '/24 network', { seed: 1 });
 */
export function groupedSplit(
  groups: ArrayLike<string | number>,
  labels: ArrayLike<number>,
  by: string,
  { test = 0.3, seed = 1 }: SplitOptions = {},
): Split {
  checkPart(test);
  const positive = new Map<string | number, boolean>();
  for (let i = 0; i < labels.length; i++) {
    positive.set(groups[i]!, (positive.get(groups[i]!) ?? false) || labels[i] === 1);
  }
  const shuffle = shuffler(seed);
  const chosen = new Set<string | number>();
  for (const kind of [true, false]) {
    const names = [...positive].flatMap(([name, has]) => (has === kind ? [name] : []));
    if (names.length < 2) {
      throw new Error(
        `${names.length === 0 ? 'No' : 'Only one'} ${by} ${kind ? 'has' : 'is without'} positives, so the two sides cannot both have some: group by something finer, or label more records.`,
      );
    }
    const n = Math.min(names.length - 1, Math.max(1, Math.round(names.length * test)));
    for (const place of shuffle(Int32Array.from(names.keys())).subarray(0, n)) chosen.add(names[place]!);
  }
  const rows = Int32Array.from({ length: labels.length }, (_, i) => i);
  return {
    train: rows.filter((i) => !chosen.has(groups[i]!)),
    test: rows.filter((i) => chosen.has(groups[i]!)),
    how: `by ${by}, ${chosen.size} of ${positive.size} to judge by, seed ${seed}`,
  };
}
