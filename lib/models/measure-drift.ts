import type { FeatureMatrix } from '../features/feature-matrix.js';
import { binParts, featureValues } from './feature-bins.js';
import type { FeatureBins } from './saved-model.js';

/** How far a feature has moved since training. */
export interface Drift {
  readonly feature: string;
  /** Population stability index. */
  readonly psi: number;
  readonly verdict: 'as in training' | 'moved' | 'moved far';
}

/** A part of 0 has no logarithm. */
const MIN_PART = 1e-4;
/** Customary bounds of the index (Siddiqi, Credit Risk Scorecards, 2006). */
const MOVED_PSI = 0.1;
const MOVED_FAR_PSI = 0.25;

/**
 * Tells how far features have moved since training, by the population stability index
 * Σ (now - then) · ln(now / then) over the deciles of the training values. Where features moved far, scores mean
 * something else than in training: fit anew.
 *
 * @param reference `reference` of the saved model
 * @param matrix new records, computed with the model's features
 * @returns one a feature, the farthest first
 * @throws when the matrix lacks a feature
 *
 * @example
 * const moved = measureDrift(loaded.saved.reference, matrix).filter(({ psi }) => psi > 0.25);
 */
export function measureDrift(reference: readonly FeatureBins[], matrix: FeatureMatrix): readonly Drift[] {
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
