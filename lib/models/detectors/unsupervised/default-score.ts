import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { type ConsensusState, fitConsensus, restoreConsensus } from '../consensus.js';
import type { Detector, FitOptions, FittedDetector } from '../detector.js';
import { ecod } from './ecod.js';
import { isolationForest } from './isolation-forest.js';
import { principalComponents } from './principal-components.js';

const NAME = 'default score';
const MEMBERS: readonly Detector[] = [isolationForest, ecod, principalComponents];

/**
 * How rare a record must be to two of the three detectors. On simulations that no figure of this project is judged by, nearly nine of
 * ten records beyond it were attacks; at most 0.75 % of the records can be, since each detector finds 0.5 % so rare.
 */
const RARITY = 200;

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
 * const scores = await (await fitDefaultScore(matrix, { seed: 1 })).score(matrix);
 */
export async function fitDefaultScore(
  matrix: FeatureMatrix,
  options: FitOptions = {},
): Promise<FittedDetector> {
  return fitConsensus(NAME, MEMBERS, matrix, options);
}

/** The median of what three detectors say. */
export const defaultScore: Detector<typeof NAME, FitOptions, ConsensusState> = {
  name: NAME,
  network: false,
  describe: () => ({
    score:
      'ln(1 / share of the records as unusual), the median by isolation forest, ECOD and principal components',
    how: 'it takes the median of what isolation forest, ECOD and principal components say',
  }),
  anomalyRule: {
    threshold: Math.log(RARITY),
    rule: `is_anomaly where two of isolation forest, ECOD and principal components find fewer than one record in ${RARITY} as unusual, that is anomaly_score above ${Math.log(RARITY).toFixed(2)}`,
  },
  fit: fitDefaultScore,
  restore: (state, columns) => restoreConsensus(NAME, MEMBERS, state, columns),
};
