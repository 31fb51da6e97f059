import { requireBothClasses } from '../models/require-both-classes.js';
import { shuffler } from '../models/shuffle.js';
import { checkPart, type Split, type SplitOptions } from './split.js';

/**
 * Splits records at random with the same share of positives on both sides. Only for records that have nothing to
 * do with each other: records of one actor are to be split by `groupedSplit`.
 *
 * @param labels 0 or 1 a record
 * @throws when there is one class only, or a class has too few records for both sides
 *
 * @example
 * const { train, test } = stratifiedSplit(labels, { seed: 1 });
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  { test = 0.3, seed = 1 }: SplitOptions = {},
): Split {
  checkPart(test);
  requireBothClasses(labels, 'split by');
  const shuffle = shuffler(seed);
  const sides: { train: number[]; test: number[] } = { train: [], test: [] };
  for (const label of [0, 1]) {
    const rows: number[] = [];
    for (let i = 0; i < labels.length; i++) if (labels[i] === label) rows.push(i);
    const drawn = shuffle(Int32Array.from(rows));
    const n = Math.round(drawn.length * test);
    if (n === 0 || n === drawn.length) {
      throw new Error(
        `Class ${label} has ${drawn.length} record${drawn.length === 1 ? '' : 's'}, too few for both sides of a split: label more records.`,
      );
    }
    sides.test.push(...drawn.subarray(0, n));
    sides.train.push(...drawn.subarray(n));
  }
  return {
    train: Int32Array.from(sides.train).sort(),
    test: Int32Array.from(sides.test).sort(),
    how: `at random, stratified by label, ${Math.round(test * 100)} % to judge by, seed ${seed}`,
  };
}
