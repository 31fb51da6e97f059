import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { combineDetectors } from './combine-detectors.js';
import type { Detector } from './detector.js';
import { fitEcod } from './ecod.js';
import { fitIsolationForest } from './isolation-forest.js';
import { fitPrincipalComponents } from './principal-components.js';

/**
 * Fits the default among the detectors that need no network: isolation forest, ECOD and principal components together.
 * They look at records in three ways (what sets apart, what is rare by itself, what does not go together), and each
 * takes seconds for a million records.
 *
 * Which ones they are and that their median counts was chosen among all joins of six detectors (these, nearest neighbours,
 * histograms, distance from the mean) by mean, median and maximum, on rows of NSL-KDD's training file and on simulations that
 * `npm run bench -- detect` does not judge by: 27 cases, each with and without attacks to learn from. No single detector, and
 * none of scikit-learn's and PyOD's, was near the best in all of them. It is fixed, and never chosen anew on the records that are judged.
 *
 * @param matrix at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const scores = await (await fitDefaultDetector(matrix, { seed: 1 })).score(matrix);
 */
export async function fitDefaultDetector(
  matrix: FeatureMatrix,
  { seed = 1 }: { readonly seed?: number } = {},
): Promise<Detector> {
  const detectors = [
    await fitIsolationForest(matrix, { seed }),
    await fitEcod(matrix, { seed }),
    await fitPrincipalComponents(matrix, { seed }),
  ];
  return combineDetectors('default score', detectors, matrix, { seed });
}
