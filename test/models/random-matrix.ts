import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { matrixOf } from './matrix-of.js';

/**
 * Rows that lie on a line through feature space, with a little noise: an autoencoder can learn them. Row 0 lies
 * far off the line in the last feature.
 */
export function lineWithOutlier(rows: number, width: number): FeatureMatrix {
  const random = xoroshiro128plus(7);
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const along = uniformFloat32(random) * 2 - 1;
    for (let j = 0; j < width; j++) {
      values[row * width + j] = along * (j % 2 === 0 ? 1 : -1) + 0.05 * (uniformFloat32(random) - 0.5);
    }
  }
  values[width - 1] = 6;
  return matrixOf(values, width);
}
