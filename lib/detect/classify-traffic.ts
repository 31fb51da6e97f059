import { type Evaluation, evaluateScores } from '../evaluate/evaluate-scores.js';
import { groupedSplit } from '../evaluate/grouped-split.js';
import { type Importance, permutationImportance } from '../evaluate/permutation-importance.js';
import { readTruth } from '../evaluate/read-truth.js';
import { refuseLeakingSplit } from '../evaluate/refuse-leaking-split.js';
import { ruleLabels } from '../evaluate/rule-labels.js';
import type { Split } from '../evaluate/split.js';
import { warnOfLabels } from '../evaluate/warn-of-labels.js';
import { extractFeatures } from '../features/extract-features.js';
import type { Traffic } from '../load/traffic.js';
import type { ClassifierOptions } from '../models/classifier-options.js';
import { classify } from '../models/classify.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { trainClassifier } from '../models/train-classifier.js';
import type { TrainHistory } from '../models/train-history.js';
import type { LongOperation } from '../progress/long-operation.js';

/** A classifier judged on actors it has not seen. */
export interface Classification {
  readonly split: Split;
  readonly warnings: readonly string[];
  readonly history: TrainHistory;
  /** Trained on truth, judged on truth. */
  readonly byTruth: Evaluation;
  /** Trained on what the rule engine said, judged on that: a model that repeats the rules looks good here. */
  readonly rulesByRules: Evaluation;
  /** The same model judged on truth. */
  readonly rulesByTruth: Evaluation;
  readonly importance: readonly Importance[];
}

/**
 * Trains a dense classifier on known truth and another on the rule engine's labels, and judges both on actors that
 * neither has seen. Features are scaled by medians of all records, which needs no labels.
 *
 * @param truth path of the file that says who caused each record and whether it is an attack; null where nobody knows,
 *   and then the rule engine's labels are all there is
 * @throws when there is one class only, or nothing to judge by, with what can be done instead
 *
 * @example
 * const found = await classifyTraffic(traffic, 'data/cybersecurity_data.truth.csv', { seed: 1 });
 * show(sentences(...evaluationSentences('Classifier, by the simulated truth', found.byTruth)));
 */
export async function classifyTraffic(
  traffic: Traffic,
  truth: string | null,
  options: Partial<ClassifierOptions> & LongOperation = {},
): Promise<Classification> {
  const { matrix } = await extractFeatures(traffic);
  const rules = await ruleLabels(traffic, matrix.rowIds);
  requireBothClasses(rules, 'train a classifier on (the labels are hits of the rule engine)');
  if (truth === null) {
    throw new Error(
      'Only the rule engine labelled these records, and no hit is no proof of being normal: a classifier would learn to repeat the rules, with nothing to judge it by. detectAnomalies() needs no labels; npm run simulate makes traffic whose truth is known.',
    );
  }
  const { labels, actors } = await readTruth(traffic, truth, matrix.rowIds);
  const seed = options.seed ?? 1;
  const split = groupedSplit(actors, labels, 'actor', { seed });
  refuseLeakingSplit(matrix, split, { groups: actors });
  const judge = (by: Uint8Array, scores: Float32Array) =>
    evaluateScores({
      labels: by,
      scores,
      test: split.test,
      groups: actors,
      budgets: [50, 200],
      probabilities: true,
      bootstrap: { seed, repeats: 200 },
    });

  const classifier = await trainClassifier(matrix, labels, split.train, options);
  const byTruth = judge(labels, await classify(classifier, matrix));
  const importance = await permutationImportance((m) => classify(classifier, m), matrix, labels, split.test, {
    seed,
    repeats: 1,
  });
  classifier.model.dispose();
  const repeater = await trainClassifier(matrix, rules, split.train, options);
  const scores = await classify(repeater, matrix);
  repeater.model.dispose();
  return {
    split,
    warnings: warnOfLabels(matrix, labels),
    history: classifier.history,
    byTruth,
    rulesByRules: judge(rules, scores),
    rulesByTruth: judge(labels, scores),
    importance,
  };
}
