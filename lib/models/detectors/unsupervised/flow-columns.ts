import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { unscale } from '../../../features/unscale.js';
import { type FittedDetector, makeScorer } from '../detector.js';

/** Quantities of a connection, whose features are logarithms. */
const QUANTITIES: readonly string[] = ['bytes_in', 'bytes_out', 'duration'];

/** Traffic columns of a connection whose values are names. */
const CATEGORIES: readonly string[] = ['dst_port', 'protocol'];

/** Limit of logarithms, beyond any number of bytes or seconds, so that squares of them stay finite. */
const MAX_LOGARITHM = 1_000;

/** Limit of -ln(share of records), beyond any number of records. */
const MAX_RARITY = 80;

/** A traffic column whose values are names. */
export type CategoryColumn = {
  /** Name of the traffic column, such as `dst_port`. */
  readonly category: string;
  /** Position of the feature that measures the rarity of its values. */
  readonly column: number;
};

/** Returns the positions of bytes in, bytes out and duration among the columns, as far as they are there. */
export const quantitiesOf = (columns: readonly FeatureColumn[]): Int32Array =>
  Int32Array.from(columns.keys()).filter((j) => QUANTITIES.includes(columns[j]!.name));

/** Returns the rarities of destination port and protocol among the columns, as far as they are there. */
export const categoriesOf = (columns: readonly FeatureColumn[]): readonly CategoryColumn[] =>
  CATEGORIES.flatMap((category) => {
    const column = columns.findIndex((one) => one.category === category);
    return column < 0 ? [] : [{ category, column }];
  });

/**
 * Tells whether records are connections and nothing more: they have quantities, but neither features of
 * requests nor response codes that differ.
 *
 * @example
 * const { matrix } = await extractFeatures(await openTraffic('flows.csv'));
 * isFlowLog(matrix); // true for a log without uri and with one response code or none
 */
export const isFlowLog = ({ columns }: Pick<FeatureMatrix, 'columns'>): boolean =>
  quantitiesOf(columns).length > 0 &&
  !columns.some(({ group, topic }) => group === 'request' || topic === 'response');

/** Returns the logarithm of a quantity, before it was scaled. */
export const logarithmOf = (column: Pick<FeatureColumn, 'median' | 'scale'>, scaled: number): number =>
  Math.max(-MAX_LOGARITHM, Math.min(MAX_LOGARITHM, unscale(column, scaled)));

/**
 * Returns 1 / share of the records with a value less that of the median record, which is 0 in a log without the
 * column.
 *
 * @param scaled scaled rarity of the value
 */
export const rarityBeyondMedian = (column: Pick<FeatureColumn, 'median' | 'scale'>, scaled: number): number =>
  inverseShareOf(column, scaled) - inverseShareOf(column, 0);

const inverseShareOf = (column: Pick<FeatureColumn, 'median' | 'scale'>, scaled: number): number =>
  Math.exp(Math.min(MAX_RARITY, unscale(column, scaled)));

/**
 * Returns the position of each record's value among the names of a traffic column, -1 for a value that the
 * training records do not have.
 *
 * @throws when the matrix does not have them
 */
export function codesOf({ categories }: Pick<FeatureMatrix, 'categories'>, category: string): Int32Array {
  const codes = categories[category]?.codes;
  if (codes === undefined)
    throw new Error(
      `The feature matrix has a rarity of ${category} but no codes of its values: extract the features anew.`,
    );
  return codes;
}

/**
 * Makes a function that measures the records of a matrix: it writes what each used column adds to the score of
 * a record, which may be negative.
 */
export type Measure = (matrix: FeatureMatrix) => (row: number, parts: Float64Array) => void;

/**
 * Makes a fitted detector whose score is a sum over some columns.
 *
 * @param name name of the detector
 * @param columns columns of the training matrix
 * @param used positions of the columns that add to the score
 * @param state what `state()` of the fitted detector returns
 */
export function sumOverColumns(
  name: string,
  columns: readonly FeatureColumn[],
  used: Int32Array,
  measure: Measure,
  state: ReturnType<FittedDetector['state']>,
): FittedDetector {
  const own = new Float64Array(used.length);
  const scoreOf = (measureRow: ReturnType<Measure>, row: number): number => {
    measureRow(row, own);
    let sum = 0;
    for (let i = 0; i < own.length; i++) sum += own[i]!;
    return sum;
  };
  const scorer = makeScorer(name, columns, (_, from, to, scores, matrix) => {
    const measureRow = measure(matrix);
    for (let row = from; row < to; row++) scores[row] = scoreOf(measureRow, row);
  });
  return {
    ...scorer,
    explain: async (matrix, { parts = new Float32Array(matrix.values.length) } = {}) => {
      const measureRow = measure(matrix);
      const scores = new Float32Array(matrix.rows);
      parts.fill(0);
      for (let row = 0; row < matrix.rows; row++) {
        scores[row] = scoreOf(measureRow, row);
        for (let i = 0; i < own.length; i++)
          if (own[i]! > 0) parts[row * columns.length + used[i]!] = own[i]!;
      }
      return { scores, parts };
    },
    state: () => state,
  };
}
