import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { type ConsensusState, fitConsensus, restoreConsensus } from '../consensus.js';
import type { Detector, FitOptions, FittedDetector } from '../detector.js';
import { ecod } from './ecod.js';
import { isolationForest } from './isolation-forest.js';
import { principalComponents } from './principal-components.js';

const NAME = 'default score';
const MEMBERS: readonly Detector[] = [isolationForest, ecod, principalComponents];

/**
 * Rarity at which two of the three detectors make a record an anomaly: one record in so many. On simulations
 * that no published metric uses, nearly nine of ten such records were attacks. At most 0.75 % of the records
 * can be, since each detector finds 0.5 % so rare.
 */
const RARITY = 200;

/**
 * Fits the default detector without a network: the median of isolation forest, ECOD and principal components.
 * They measure different properties (ease of isolation, rare single values, unusual combinations), and each
 * takes seconds for a million records.
 *
 * The members and the median were chosen among all combinations of six detectors (these, nearest neighbours,
 * histograms, distance from the mean) by mean, median and maximum, on rows of NSL-KDD's training file and on
 * simulations that `npm run bench -- detect` does not use: 27 cases, each with and without attacks in the
 * training set. No single detector, and none of scikit-learn's and PyOD's, was near the best in all of them.
 * The choice is fixed and does not depend on the scored records.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
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

/** The median of three detectors. */
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
