import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import type { Scorer } from '../../../lib/models/detectors/detector.js';
import { detectors, supervisedDetectors } from '../../../lib/models/detectors/registry.js';
import type { LongOperation } from '../../../lib/progress/long-operation.js';

/** Options of `fitBaselines`. */
export interface BaselineOptions extends LongOperation {
  /** Seed of all random numbers, 1 by default. */
  readonly seed?: number;
  /** One label per row, 0 or 1: fits the supervised baselines; by default the unsupervised ones. */
  readonly labels?: ArrayLike<number>;
}

/**
 * Fits every detector of the registry that trains no network.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws as the detectors do; an AbortError when the signal fires
 *
 * @example
 * for (const detector of await fitBaselines(matrix)) console.log(detector.name, await detector.score(matrix));
 */
export async function fitBaselines(
  matrix: FeatureMatrix,
  { seed = 1, labels, signal, onProgress }: BaselineOptions = {},
): Promise<readonly Scorer[]> {
  const options = { seed, ...(signal && { signal }) };
  const fits: readonly (() => Promise<Scorer>)[] =
    labels === undefined
      ? detectors.filter(({ network }) => !network).map((one) => () => one.fit(matrix, options))
      : supervisedDetectors
          .filter(({ network }) => !network)
          .map((one) => () => one.fit(matrix, labels, options));
  const fitted: Scorer[] = [];
  for (const fit of fits) {
    signal?.throwIfAborted();
    fitted.push(await fit());
    onProgress?.({ done: fitted.length, total: fits.length, unit: 'detectors' });
  }
  return fitted;
}
