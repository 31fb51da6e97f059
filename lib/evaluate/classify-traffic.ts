import { explainClasses } from '../detect/explain-classes.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { Traffic } from '../load/traffic.js';
import type { ClassifierOptions } from '../models/classifier-options.js';
import { classify } from '../models/classify.js';
import { supervisedDetectors } from '../models/detectors/registry.js';
import { denseClassifier } from '../models/detectors/supervised/dense-classifier.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { takeRows } from '../models/take-rows.js';
import { trainClassifier } from '../models/train-classifier.js';
import type { TrainHistory } from '../models/train-history.js';
import { checkLabels } from './check-labels.js';
import { bestFirst, type EvaluatedDetector } from './evaluate-detectors.js';
import { type Evaluation, evaluateScores } from './evaluate-scores.js';
import { readTruth, rowIdsOf, ruleLabels } from './labels.js';
import { type Importance, permutationImportance } from './permutation-importance.js';
import { refuseLeakingSplit } from './refuse-leaking-split.js';
import { splitFeatures } from './split-features.js';
import { groupedSplit, type Split } from './splits.js';

/** A record with a high probability of being an attack, and the reasons. */
export interface ExplainedVerdict {
  readonly row_id: number;
  /** Predicted probability of an attack, 0 to 1. */
  readonly probability: number;
  /** Whether it is an attack by the truth. */
  readonly is_attack: boolean;
  /** Texts of the reasons, the largest first, joined by `; `. */
  readonly reasons: string;
}

/** A classifier evaluated on actors outside its training set. */
export interface Classification {
  /** Training and test set, without common actors. */
  readonly split: Split;
  /** Reasons why the metrics may be too good. */
  readonly warnings: readonly string[];
  /** Losses of each epoch of the classifier. */
  readonly history: TrainHistory;
  /** Trained and evaluated on the truth. */
  readonly byTruth: Evaluation;
  /**
   * Trained and evaluated on hits of the rule engine: a model that only repeats the rules has good metrics
   * here.
   */
  readonly rulesByRules: Evaluation;
  /** Trained on hits of the rule engine, evaluated on the truth. */
  readonly rulesByTruth: Evaluation;
  /** Permutation importance of each topic for the classifier, the most important first. */
  readonly importance: readonly Importance[];
  /** Every supervised detector, trained and evaluated on the truth of the same records, the best first. */
  readonly detectors: readonly EvaluatedDetector[];
  /** The ten test records with the highest probabilities, at most one per actor. */
  readonly explained: readonly ExplainedVerdict[];
  /** Features of all records, scaled with medians and scales of the training set. */
  readonly features: FeatureMatrix;
  /** One label per row of `features`: 1 for an attack, else 0. */
  readonly labels: Uint8Array;
}

/** Options of {@link classifyTraffic}. */
export interface ClassifyTrafficOptions extends ClassifierOptions {
  /** CSV file with the actor and attack of each record; the file beside the records by default. */
  readonly truth?: string;
}

const MAX_EXPLAINED = 10;
const ALERT_BUDGETS = [50, 200];

/**
 * Trains a dense classifier on the truth and another on hits of the rule engine, and evaluates both on actors
 * outside the training set, together with the other supervised detectors. Nothing is fitted on the test set,
 * scales of features included.
 *
 * @param traffic records with hits of the rule engine, in DuckDB
 * @param options `truth`: CSV file with the actor and attack of each record, as `readTruth` reads it, the file
 *   beside the records by default; settings that differ from `defaultClassifier`; `signal` and `onProgress`
 * @returns metrics of both classifiers, importance of the features, and explained verdicts
 * @throws when there is one class only or no truth, with alternatives; the signal's reason when stopped
 *
 * @example
 * const result = await classifyTraffic(traffic, { seed: 1 });
 * show(sentences(...describeEvaluation(result.byTruth, 'Classifier, by the simulated truth')));
 */
export async function classifyTraffic(
  traffic: Traffic,
  { truth: truthFile, ...options }: ClassifyTrafficOptions = {},
): Promise<Classification> {
  const stop = options.signal && { signal: options.signal };
  const rowIds = await rowIdsOf(traffic);
  const rules = await ruleLabels(traffic, rowIds);
  requireBothClasses(rules, 'train a classifier on (the labels are hits of the rule engine)');
  const truth = await readTruth(traffic, rowIds, truthFile === undefined ? {} : { path: truthFile });
  if (truth === null) {
    throw new Error(
      'Only the rule engine labelled these records, and no hit is no proof of being normal: a classifier would learn to repeat the rules, with nothing to judge it by. detectAnomalies() needs no labels; npm run simulate makes traffic whose truth is known.',
    );
  }
  const { labels, actors } = truth;
  const seed = options.seed ?? 1;
  const split = groupedSplit(actors, labels, 'actor', { seed });
  const { train, test } = split;
  const ids = train.map((row) => rowIds[row]!);
  const matrix = await splitFeatures(traffic, ids, stop);
  refuseLeakingSplit(matrix, split, { groups: actors });
  const common = { test, groups: actors, budgets: ALERT_BUDGETS, bootstrap: { seed, repeats: 200 } };
  const evaluate = (by: Uint8Array, scores: Float32Array) =>
    evaluateScores(by, scores, { ...common, probabilities: true });
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
  const importance = await permutationImportance(matrix, labels, test, (m) => classify(m, classifier), {
    seed,
    repeats: 1,
  });
  const highest = highestOfEach(actors, probabilities, test, MAX_EXPLAINED);
  const reasons = explainClasses(matrix, classifier, highest);
  classifier.model.dispose();

  const detectors = [evaluated(denseClassifier.name, denseClassifier.network, probabilities, byTruth)];
  const trainLabels = Uint8Array.from(train, (row) => labels[row]!);
  const trainMatrix = takeRows(matrix, train);
  for (const { name, network, fit } of supervisedDetectors) {
    // Trained above, since its weights were needed for explanations.
    if (name === denseClassifier.name) continue;
    stop?.signal.throwIfAborted();
    const fitted = await fit(trainMatrix, trainLabels, { seed, ...stop });
    const scores = await fitted.score(matrix, stop);
    fitted.dispose();
    detectors.push(evaluated(fitted.name, network, scores, evaluateScores(labels, scores, common)));
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
      is_attack: labels[row] === 1,
      reasons: reasons[k]!.map(({ text }) => text).join('; '),
    })),
    features: matrix,
    labels,
  };
}

/**
 * The rows with the highest scores, at most one per group, so that one campaign of similar records does not
 * fill the list.
 */
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
