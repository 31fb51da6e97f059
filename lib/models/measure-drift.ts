import type { FeatureMatrix } from '../features/feature-matrix.js';
import { binParts, featureValues } from './feature-bins.js';
import type { FeatureBins } from './saved-model.js';

/** How much the distribution of a feature has changed since training. */
export interface Drift {
  /** Name of the feature. */
  readonly feature: string;
  /** Population stability index: 0 for the distribution of the training records, without an upper bound. */
  readonly psi: number;
  /** `moved` above an index of 0.1, `moved far` above 0.25. */
  readonly verdict: 'as in training' | 'moved' | 'moved far';
}

/** Smallest share of a bin in the index, since the logarithm of 0 is not finite. */
const MIN_PART = 1e-4;
/** Customary bounds of the index (Siddiqi, Credit Risk Scorecards, 2006). */
const MOVED_PSI = 0.1;
const MOVED_FAR_PSI = 0.25;

/**
 * Measures how much the features of records differ from those of the training records.
 *
 * The measure is the population stability index Σ (now - then) · ln(now / then) over the deciles of the
 * training values (Siddiqi, Credit Risk Scorecards, 2006). Train a new model where features moved far: scores
 * then no longer mean what they meant in training.
 *
 * @param matrix new records, rows × features, computed by `applyFeatures` with the features of the model
 * @param reference `reference` of the loaded model: shares of the training records in each bin of each
 *   feature
 * @returns one item per feature, the largest index first
 * @throws when the matrix lacks a feature
 *
 * @example
 * const model = await loadModel('models/april', 'autoencoder');
 * const drift = measureDrift(await applyFeatures(traffic, model.features), model.reference);
 * console.log(drift.filter(({ psi }) => psi > 0.25).map(({ feature }) => feature));
 */
export function measureDrift(matrix: FeatureMatrix, reference: readonly FeatureBins[]): readonly Drift[] {
  return reference
    .map(({ feature, edges, parts }) => {
      const j = matrix.columns.findIndex(({ name }) => name === feature);
      if (j < 0)
        throw new Error(`The matrix has no feature “${feature}”; use the features fitted with the model.`);
      const now = binParts(featureValues(matrix, j), edges);
      const psi = now.reduce((sum, part, bin) => {
        const [after, before] = [Math.max(part, MIN_PART), Math.max(parts[bin]!, MIN_PART)];
        return sum + (after - before) * Math.log(after / before);
      }, 0);
      const verdict: Drift['verdict'] =
        psi > MOVED_FAR_PSI ? 'moved far' : psi > MOVED_PSI ? 'moved' : 'as in training';
      return { feature, psi, verdict };
    })
    .sort((a, b) => b.psi - a.psi);
}
