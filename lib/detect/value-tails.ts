import type { FeatureMatrix } from '../features/feature-matrix.js';
import { digits } from '../text/digits.js';

/** How rare high and low values of each feature are: plain data that is saved with a model. */
export type ValueTails = {
  /** Number of training records. */
  readonly records: number;
  /** Numbers of records, descending: half of all, and from there on four fifths of the number before. */
  readonly counts: Int32Array;
  /** Per feature the values that no more than so many records exceed, features × counts, row-major. */
  readonly high: Float32Array;
  /** Per feature the values that no more than so many records fall below, features × counts, row-major. */
  readonly low: Float32Array;
};

/** Each count is this part of the one before: shares are stated with one or two digits. */
const RATIO = 0.8;
/** Forms whose text states the share of records already, or that have no high and low. */
const WITHOUT_TAILS = new Set(['rarity', 'flag', 'hour', 'weekday']);
/** Larger shares are nothing special. */
const MAX_SHARE = 0.05;

/**
 * Learns the tails of each feature.
 *
 * @param matrix training records, rows × features, row-major
 *
 * @example
 * const tails = learnTails(matrix);
 */
export function learnTails({ values, rows, columns }: FeatureMatrix): ValueTails {
  const counts: number[] = [];
  for (let n = Math.floor(rows / 2); n >= 1; n = Math.min(n - 1, Math.floor(n * RATIO))) counts.push(n);
  const high = new Float32Array(columns.length * counts.length);
  const low = new Float32Array(columns.length * counts.length);
  const sorted = new Float32Array(rows);
  for (let j = 0; j < columns.length; j++) {
    for (let row = 0; row < rows; row++) sorted[row] = values[row * columns.length + j]!;
    sorted.sort();
    for (const [i, n] of counts.entries()) {
      high[j * counts.length + i] = sorted[rows - n - 1]!;
      low[j * counts.length + i] = sorted[n]!;
    }
  }
  return { records: rows, counts: Int32Array.from(counts), high, low };
}

/**
 * States how rare a value as high, or as low, is; empty where it is not rare.
 *
 * @param matrix rows × features, row-major and scaled
 * @param row position in the matrix
 * @param columnIndex position in `matrix.columns`
 *
 * @example
 * describeTail(tails, matrix, 0, 0); // 'as high in 1 of 282 records'
 */
export function describeTail(
  { records, counts, high, low }: ValueTails,
  matrix: FeatureMatrix,
  row: number,
  columnIndex: number,
): string {
  if (WITHOUT_TAILS.has(matrix.columns[columnIndex]!.form)) return '';
  const value = matrix.values[row * matrix.columns.length + columnIndex]!;
  const at = columnIndex * counts.length;
  let fewest = records;
  let side = '';
  for (let i = 0; i < counts.length; i++) {
    const isHigh = value > high[at + i]!;
    if (!isHigh && !(value < low[at + i]!)) break;
    fewest = counts[i]!;
    side = isHigh ? 'high' : 'low';
  }
  if (side === '' || fewest > MAX_SHARE * records) return '';
  return `as ${side} in 1 of ${digits(Math.floor(records / fewest), fewest === 1 ? 6 : 2)} records`;
}
