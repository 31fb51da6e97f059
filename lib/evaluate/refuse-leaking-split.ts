import type { FeatureMatrix } from '../features/feature-matrix.js';
import { distinctRows } from './distinct-rows.js';
import type { Split } from './splits.js';

/** Part of the test records that may be equal to a training record: a grid of sizes and times makes a few by chance. */
const MAX_EQUAL_SHARE = 0.01;

/** What a split must keep apart. */
export interface SplitSeparation {
  /** Which actor or network each record belongs to. */
  readonly groups?: ArrayLike<string | number>;
  /** Time of each record, when the test set must come later. */
  readonly seconds?: ArrayLike<number>;
}

/**
 * Refuses a split by which a model could be evaluated on what it was trained on.
 *
 * @throws when a row or a group is on both sides, when over 1 % of the test records are equal in all features to a
 *   training record, or when a test record is earlier than a training record
 *
 * @example
 * refuseLeakingSplit(matrix, groupedSplit(networks, labels, '/24 network'), { groups: networks });
 */
export function refuseLeakingSplit(
  matrix: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
  { train, test }: Pick<Split, 'train' | 'test'>,
  { groups, seconds }: SplitSeparation = {},
): void {
  const learned = new Set(train);
  const twice = test.find((row) => learned.has(row));
  if (twice !== undefined) {
    throw new Error(
      `Row ${twice} is on both sides of the split: judge by records that were not learned from.`,
    );
  }
  if (groups !== undefined) {
    const known = new Set(Array.from(train, (row) => groups[row]!));
    const both = test.find((row) => known.has(groups[row]!));
    if (both !== undefined) {
      throw new Error(`“${groups[both]}” is on both sides of the split: split by group (groupedSplit).`);
    }
  }
  if (seconds !== undefined) {
    const last = train.reduce((latest, row) => Math.max(latest, seconds[row]!), Number.NEGATIVE_INFINITY);
    const early = test.find((row) => seconds[row]! <= last);
    if (early !== undefined) {
      throw new Error(
        `Row ${early}, to be judged by, is no later than the last training record: split by time (timeSplit).`,
      );
    }
  }
  const distinct = distinctRows(matrix);
  const seen = new Set(Array.from(train, (row) => distinct[row]!));
  const equal = test.filter((row) => seen.has(distinct[row]!)).length;
  if (equal > MAX_EQUAL_SHARE * test.length) {
    throw new Error(
      `${equal} of ${test.length} test records are equal in all features to a training record: keep duplicates together (groupedSplit by distinctRows).`,
    );
  }
}
