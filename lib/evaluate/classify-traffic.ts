import { explainClasses } from '../detect/explain-classes.js';
import type { Reason } from '../detect/explain-records.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { Traffic } from '../load/traffic.js';
import type { ClassifierSettings } from '../models/classifier-options.js';
import { classify } from '../models/classify.js';
import { supervisedDetectors } from '../models/detectors/registry.js';
import { denseClassifier } from '../models/detectors/supervised/dense-classifier.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { takeRows } from '../models/take-rows.js';
import { trainClassifier } from '../models/train-classifier.js';
import type { TrainHistory } from '../models/train-history.js';
import type { LongOperation } from '../progress/long-operation.js';
import { checkLabels } from './check-labels.js';
import { bestFirst, type EvaluatedDetector } from './evaluate-detectors.js';
import { type Evaluation, evaluateScores } from './evaluate-scores.js';
import { readTruth, rowIdsOf, ruleLabels } from './labels.js';
import { type Importance, permutationImportance } from './permutation-importance.js';
import { refuseLeakingSplit } from './refuse-leaking-split.js';
import { splitFeatures } from './split-features.js';
import { groupedSplit, type Split } from './splits.js';

/** A record that the classifier takes for an attack, and why. */
export interface ExplainedVerdict {
  readonly row_id: number;
  readonly probability: number;
  readonly attack: boolean;
  /** The weightiest first. */
  readonly reasons: readonly Reason[];
}

/** A classifier evaluated on actors it has not seen. */
export interface Classification {
  readonly split: Split;
  readonly warnings: readonly string[];
  readonly history: TrainHistory;
  /** Trained and evaluated on the truth. */
  readonly byTruth: Evaluation;
  /** Trained on what the rule engine said, evaluated on that: a model that repeats the rules looks good here. */
  readonly rulesByRules: Evaluation;
  /** The same model evaluated on the truth. */
  readonly rulesByTruth: Evaluation;
  readonly importance: readonly Importance[];
  /** Every supervised detector, trained and evaluated on the truth of the same records; the best first. */
  readonly detectors: readonly EvaluatedDetector[];
  /** The record with the highest probability of each of the ten actors of the test set with the highest ones. */
  readonly explained: readonly ExplainedVerdict[];
  /** Scaled by what is usual in the training set. */
  readonly features: FeatureMatrix;
  /** The truth: 1 for an attack, in the order of the features' rows. */
  readonly labels: Uint8Array;
}

const MAX_EXPLAINED = 10;
const ALERT_BUDGETS = [50, 200];

/**
 * Trains a dense classifier on known truth and another on the rule engine's labels, and evaluates both on actors that
 * neither has seen, beside the other supervised detectors. Nothing is learned from the test set, not even what is usual.
 *
 * @param truth path of the file that says who caused each record and whether it is an attack; null where nobody knows,
 *   and then the rule engine's labels are all there is
 * @throws when there is one class only, or nothing to evaluate by, with what can be done instead
 *
 * @example
 * const found = await classifyTraffic(traffic, 'data/cybersecurity_data.truth.csv', { seed: 1 });
 * show(sentences(...evaluationSentences('Classifier, by the simulated truth', found.byTruth)));
 */
export async function classifyTraffic(
  traffic: Traffic,
  truth: string | null,
  options: Partial<ClassifierSettings> & LongOperation = {},
): Promise<Classification> {
  const stop = options.signal && { signal: options.signal };
  const rowIds = await rowIdsOf(traffic);
  const rules = await ruleLabels(traffic, rowIds);
  requireBothClasses(rules, 'train a classifier on (the labels are hits of the rule engine)');
  if (truth === null) {
    throw new Error(
      'Only the rule engine labelled these records, and no hit is no proof of being normal: a classifier would learn to repeat the rules, with nothing to judge it by. detectAnomalies() needs no labels; npm run simulate makes traffic whose truth is known.',
    );
  }
  const { labels, actors } = await readTruth(traffic, truth, rowIds);
  const seed = options.seed ?? 1;
  const split = groupedSplit(actors, labels, 'actor', { seed });
  const { train, test } = split;
  const ids = train.map((row) => rowIds[row]!);
  const matrix = await splitFeatures(traffic, ids, stop);
  refuseLeakingSplit(matrix, split, { groups: actors });
  const common = { test, groups: actors, budgets: ALERT_BUDGETS, bootstrap: { seed, repeats: 200 } };
  const evaluate = (by: Uint8Array, scores: Float32Array) =>
    evaluateScores({ ...common, labels: by, scores, probabilities: true });
  const evaluated = (
    detector: string,
    network: boolean,
    scores: Float32Array,
    evaluation: Evaluation,
  ): EvaluatedDetector => ({
    detector,
    learnedFrom: 'labels',
    network,
    evaluation,
    scores: Float32Array.from(test, (row) => scores[row]!),
  });

  const classifier = await trainClassifier(matrix, labels, train, options);
  const probabilities = await classify(matrix, classifier);
  const byTruth = evaluate(labels, probabilities);
  const importance = await permutationImportance((m) => classify(m, classifier), matrix, labels, test, {
    seed,
    repeats: 1,
  });
  const highest = highestOfEach(actors, probabilities, test, MAX_EXPLAINED);
  const reasons = explainClasses(matrix, classifier, highest);
  classifier.model.dispose();

  const detectors = [evaluated(denseClassifier.name, denseClassifier.network, probabilities, byTruth)];
  const known = Uint8Array.from(train, (row) => labels[row]!);
  const trainMatrix = takeRows(matrix, train);
  for (const { name, network, fit } of supervisedDetectors) {
    // Trained above, where its weights are still there to explain by.
    if (name === denseClassifier.name) continue;
    stop?.signal.throwIfAborted();
    const fitted = await fit(trainMatrix, known, { seed, ...stop });
    const scores = await fitted.score(matrix, stop);
    fitted.dispose();
    detectors.push(evaluated(fitted.name, network, scores, evaluateScores({ ...common, labels, scores })));
  }

  const ruleClassifier = await trainClassifier(matrix, rules, train, options);
  const ruleProbabilities = await classify(matrix, ruleClassifier);
  ruleClassifier.model.dispose();
  return {
    split,
    warnings: checkLabels(matrix, labels),
    history: classifier.history,
    byTruth,
    rulesByRules: evaluate(rules, ruleProbabilities),
    rulesByTruth: evaluate(labels, ruleProbabilities),
    importance,
    detectors: bestFirst(detectors),
    explained: Array.from(highest, (row, k) => ({
      row_id: matrix.rowIds[row]!,
      probability: probabilities[row]!,
      attack: labels[row] === 1,
      reasons: reasons[k]!,
    })),
    features: matrix,
    labels,
  };
}

/** The rows with the highest scores, one a group: ten alike records of one campaign would tell one story ten times. */
function highestOfEach(
  groups: readonly string[],
  scores: Float32Array,
  rows: Int32Array,
  limit: number,
): Int32Array {
  const seen = new Set<string>();
  const first = rows
    .slice()
    .sort((a, b) => scores[b]! - scores[a]!)
    .filter((row) => seen.size < seen.add(groups[row]!).size);
  return first.slice(0, limit);
}

/**
 * Explained verdicts as rows of a table.
 *
 * @example
 * show(table(explanationRows((await classifyTraffic(traffic, truth)).explained)));
 */
export function explanationRows(
  explained: readonly ExplainedVerdict[],
): readonly Readonly<Record<string, string | number>>[] {
  return explained.map(({ row_id, probability, attack, reasons }) => ({
    record: row_id,
    probability: probability.toFixed(3),
    'is it one': attack ? 'yes' : 'no',
    because: reasons.map(({ text }) => text).join('; '),
  }));
}
