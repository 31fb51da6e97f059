import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { AutoencoderSettings } from './autoencoder-options.js';
import type { Shuffle } from './shuffle.js';

/**
 * Draws training rows in random order, and leaves out those farthest from the median in all features together
 * (squared Euclidean distance of scaled features). Rows at an equal distance are kept or left out together.
 *
 * @param matrix rows × features, row-major and scaled
 * @param settings `trim`, the part of rows to leave out, and `trainRows`, the maximum number of rows
 * @returns positions in the matrix
 *
 * @example
 * const rows = trainingRows(matrix, { trim: 0.05, trainRows: 100_000 }, shuffler(1));
 */
export function trainingRows(
  { values, rows, columns }: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
  { trim, trainRows }: Pick<AutoencoderSettings, 'trim' | 'trainRows'>,
  shuffle: Shuffle,
): Int32Array {
  const drawn = shuffle(Int32Array.from({ length: rows }, (_, row) => row)).slice(
    0,
    Math.ceil(trainRows / (1 - trim)),
  );
  const width = columns.length;
  const distances = Float32Array.from(drawn, (row) => {
    let sum = 0;
    for (let j = row * width; j < (row + 1) * width; j++) sum += values[j]! * values[j]!;
    return sum;
  });
  const farthest = distances.slice().sort()[Math.ceil(drawn.length * (1 - trim)) - 1] ?? 0;
  const kept = drawn.filter((_, i) => distances[i]! <= farthest);
  // Trimming would leave fewer than two rows: keep all.
  return (kept.length < 2 ? drawn : kept).slice(0, trainRows);
}
