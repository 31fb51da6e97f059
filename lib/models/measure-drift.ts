import type { FeatureMatrix } from '../features/feature-matrix.js';
import { countBins, featureValues } from './feature-bins.js';
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
 * const { features, reference } = await loadModel('models/april');
 * const drift = measureDrift(await applyFeatures(traffic, features), reference);
 * console.log(drift.filter(({ psi }) => psi > 0.25).map(({ feature }) => feature));
 */
export function measureDrift(matrix: FeatureMatrix, reference: readonly FeatureBins[]): readonly Drift[] {
  const { add, drift } = driftCounter(reference);
  add(matrix);
  return drift();
}

/** Measures drift as `measureDrift` does, of more records than memory holds. */
export interface DriftCounter {
  /** Counts the next records; the matrix is not kept. */
  readonly add: (matrix: FeatureMatrix) => void;
  /** Returns the drift of all records counted so far. */
  readonly drift: () => readonly Drift[];
}

/** Makes a counter of records by the bins of each feature. */
export function driftCounter(reference: readonly FeatureBins[]): DriftCounter {
  const counts = reference.map(({ edges }) => new Float64Array(edges.length + 1));
  let records = 0;
  return {
    add(matrix) {
      for (const [k, { feature, edges }] of reference.entries()) {
        const j = matrix.columns.findIndex(({ name }) => name === feature);
        if (j < 0)
          throw new Error(`The matrix has no feature “${feature}”; use the features fitted with the model.`);
        const own = counts[k]!;
        countBins(featureValues(matrix, j), edges).forEach((n, bin) => {
          own[bin]! += n;
        });
      }
      records += matrix.rows;
    },
    drift: () =>
      reference
        .map(({ feature, parts }, k) => driftOf(feature, parts, counts[k]!, records))
        .sort((a, b) => b.psi - a.psi),
  };
}

function driftOf(feature: string, parts: readonly number[], counts: Float64Array, records: number): Drift {
  const psi = counts.reduce((sum, count, bin) => {
    const [after, before] = [
      Math.max(count / Math.max(1, records), MIN_PART),
      Math.max(parts[bin]!, MIN_PART),
    ];
    return sum + (after - before) * Math.log(after / before);
  }, 0);
  const verdict = psi > MOVED_FAR_PSI ? 'moved far' : psi > MOVED_PSI ? 'moved' : 'as in training';
  return { feature, psi, verdict };
}
