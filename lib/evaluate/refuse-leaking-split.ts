import type { FeatureMatrix } from '../features/feature-matrix.js';
import { distinctRows } from './distinct-rows.js';
import type { Split } from './splits.js';

/** Maximum share of test records equal to a training record: rounded sizes and times make a few by chance. */
const MAX_EQUAL_SHARE = 0.01;

/** What a split must separate. */
export interface SplitSeparation {
  /** Actor or network of each record. */
  readonly groups?: ArrayLike<string | number>;
  /** Time of each record in seconds, when test records must be later than training records. */
  readonly seconds?: ArrayLike<number>;
}

/**
 * Checks that a split does not evaluate a model on its training data.
 *
 * @param matrix rows × features, row-major
 * @param split positions of the training and the test set
 * @param separation groups or times that the sets must not share
 * @throws when a row or a group is on both sides, when over 1 % of the test records are equal in all features
 *   to a training record, or when a test record is earlier than a training record
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
