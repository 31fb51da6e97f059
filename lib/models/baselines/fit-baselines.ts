import type { FeatureMatrix } from '../../features/feature-matrix.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { fitDefaultDetector } from './default-detector.js';
import type { Detector } from './detector.js';
import { fitEcod } from './ecod.js';
import { fitIsolationForest } from './isolation-forest.js';
import { fitLogisticRegression } from './logistic-regression.js';
import { fitMajority } from './majority.js';
import { fitNearestNeighbours } from './nearest-neighbours.js';
import { fitOneFeatureRule } from './one-feature-rule.js';
import { fitPrincipalComponents } from './principal-components.js';
import { fitRobustZ } from './robust-z.js';

const unlabelled = [
  fitRobustZ,
  fitEcod,
  fitPrincipalComponents,
  fitIsolationForest,
  fitNearestNeighbours,
  fitDefaultDetector,
];
const labelled = [fitMajority, fitOneFeatureRule, fitLogisticRegression];

/** What baselines are fitted with, besides the matrix. */
export interface BaselineOptions {
  readonly seed?: number;
  /** 0 or 1 a row: fits the baselines that learn from labels. Left out: those that need none. */
  readonly labels?: ArrayLike<number>;
}

/**
 * Fits every baseline: what a network must beat to be worth its weight.
 *
 * @param matrix at least two rows
 * @throws as the detectors do; an AbortError when the signal fires
 *
 * @example
 * for (const detector of await fitBaselines(matrix)) console.log(detector.name, await detector.score(matrix));
 */
export async function fitBaselines(
  matrix: FeatureMatrix,
  { seed = 1, labels, signal, onProgress }: BaselineOptions & LongOperation = {},
): Promise<readonly Detector[]> {
  const fits =
    labels === undefined
      ? unlabelled.map((fit) => () => fit(matrix, { seed }))
      : labelled.map((fit) => () => fit(matrix, labels, { seed }));
  const detectors: Detector[] = [];
  for (const fit of fits) {
    signal?.throwIfAborted();
    detectors.push(await fit());
    onProgress?.({ done: detectors.length, total: fits.length, unit: 'detectors' });
  }
  return detectors;
}
