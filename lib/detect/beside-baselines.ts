import { evaluateScores } from '../evaluate/evaluate-scores.js';
import type { Truth } from '../evaluate/read-truth.js';
import { fitBaselines } from '../models/baselines/fit-baselines.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Detection } from './detect-anomalies.js';
import type { DetectorEvaluation } from './evaluate-detectors.js';
import { bestFirst, type JudgedDetector } from './judged-detector.js';

/**
 * Judges an autoencoder beside the baselines that learn without labels, all on the same features of the same records. Nobody
 * learns from the truth, so all records are judged by.
 *
 * @param truth of the records of the detection, in their order
 * @returns the detectors, the best average precision first
 *
 * @example
 * const beside = await besideBaselines(found, truth);
 * show(table(judgedRows(beside)));
 */
export async function besideBaselines(
  found: Pick<Detection, 'matrix' | 'scores' | 'seed'>,
  { labels, actors }: Truth,
  operation: LongOperation = {},
): Promise<Pick<DetectorEvaluation, 'detectors'>> {
  const judge = (detector: string, scores: Float32Array): JudgedDetector => ({
    detector,
    learnedFrom: 'records',
    evaluation: evaluateScores({
      labels,
      scores,
      groups: actors,
      budgets: [100, 500],
      bootstrap: { seed: found.seed, repeats: 100 },
    }),
    scores,
  });
  const detectors = [judge('autoencoder', found.scores)];
  const matrix = await found.matrix(operation);
  for (const { name, score } of await fitBaselines(matrix, { seed: found.seed, ...operation })) {
    detectors.push(judge(name, await score(matrix, operation)));
  }
  return { detectors: bestFirst(detectors) };
}
