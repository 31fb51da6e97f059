import { checkScores } from '../models/check-scores.js';
import type { FittedDetector } from '../models/detectors/detector.js';
import { findDetector } from '../models/detectors/registry.js';
import type { AnomalyModel } from './anomaly-model.js';

/**
 * Makes the detector of a model, which may come from a file: every score that it gives is a finite number.
 *
 * @throws an Error when the state of the model is none of its detector; its `score` and `explain`, an InputError
 *   when a score is no number
 */
export async function restoreDetector({
  detector,
  state,
  features,
}: Pick<AnomalyModel, 'detector' | 'state' | 'features'>): Promise<FittedDetector> {
  const fitted = await findDetector(detector)
    .restore(state, features.columns)
    .catch((error) => {
      throw new Error(`The model’s ${detector} cannot be restored: train the model anew.`, { cause: error });
    });
  const { score, explain } = fitted;
  return {
    ...fitted,
    score: async (matrix, operation) => checkScores(await score(matrix, operation), detector),
    ...(explain && {
      explain: async (matrix, options) => {
        const explained = await explain(matrix, options);
        checkScores(explained.scores, detector);
        return explained;
      },
    }),
  };
}
