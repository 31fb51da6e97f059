import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';
import type { Scorer } from '../models/detectors/detector.js';
import { detectors, findDetector, supervisedDetectors } from '../models/detectors/registry.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { takeRows } from '../models/take-rows.js';
import type { LongOperation } from '../progress/long-operation.js';
import { checkLabels } from './check-labels.js';
import { type Evaluation, evaluateScores } from './evaluate-scores.js';
import { type ColumnLabels, labelsOfColumn, rowIdsOf, type Truth } from './labels.js';
import { splitFeatures } from './split-features.js';
import type { Split, SplitBy } from './splits.js';
import { unseenSplit } from './unseen-split.js';

/** A detector, and how well it told the classes apart. */
export interface EvaluatedDetector {
  readonly detector: string;
  readonly learnedFrom: 'records' | 'labels';
  /** Whether it is a network, which has to beat the others to be worth its weight. */
  readonly network: boolean;
  readonly evaluation: Evaluation;
  /** Scores of the test records, in the order of their labels. */
  readonly scores: Float32Array;
}

/** Every detector on one labelled file. */
export interface DetectorEvaluation extends Pick<ColumnLabels, 'provenance'> {
  readonly split: Split;
  /** What makes the figures look better than they are. */
  readonly warnings: readonly string[];
  /** Labels of the test records. */
  readonly labels: Uint8Array;
  /** By average precision, the best first. */
  readonly detectors: readonly EvaluatedDetector[];
}

/** How detectors are evaluated. */
export interface DetectorEvaluationOptions {
  readonly seed?: number;
  /** What the test records must not share with the training records; the source's network when left out. */
  readonly by?: SplitBy;
}

/**
 * Evaluates every detector of the registry by a label column of somebody else's file: half of the sources' networks
 * (/24, /48) are trained on, the other half is the test set. Where the sources lie in too few networks, distinct rows are split
 * instead, and a warning says so. Nothing is learned from the test records, not even what is usual.
 *
 * @param label column of the file, such as `is_suspicious`
 * @throws when there is no such column, or one class only, with what can be done instead
 *
 * @example
 * const judged = await evaluateDetectors(traffic, 'is_suspicious');
 * console.log(judged.detectors[0].detector, judged.detectors[0].evaluation.averagePrecision);
 */
export async function evaluateDetectors(
  traffic: Traffic,
  label: string,
  { seed = 1, by = 'network', signal, onProgress }: DetectorEvaluationOptions & LongOperation = {},
): Promise<DetectorEvaluation> {
  const stop = signal && { signal };
  const rowIds = await rowIdsOf(traffic);
  const { labels, provenance } = await labelsOfColumn(traffic, label, rowIds);
  requireBothClasses(labels, `judge detectors by in ${label}`);
  const { split, groups, warning } = await unseenSplit(traffic, rowIds, labels, by, {
    test: 0.5,
    seed,
    ...stop,
  });
  const ids = split.train.map((row) => rowIds[row]!);
  const matrix = await splitFeatures(traffic, ids, stop);
  const [train, test] = [takeRows(matrix, split.train), takeRows(matrix, split.test)];
  const trainLabels = Uint8Array.from(split.train, (row) => labels[row]!);
  const testLabels = Uint8Array.from(split.test, (row) => labels[row]!);
  const testGroups = Array.from(split.test, (row) => groups[row]!);
  const options = { seed, ...stop };
  const candidates = [
    ...detectors.map(({ network, fit }) => ({
      learnedFrom: 'records' as const,
      network,
      fit: (): Promise<Scorer> => fit(train, options),
    })),
    ...supervisedDetectors.map(({ network, fit }) => ({
      learnedFrom: 'labels' as const,
      network,
      fit: (): Promise<Scorer> => fit(train, trainLabels, options),
    })),
  ];
  const evaluated: EvaluatedDetector[] = [];
  for (const { learnedFrom, network, fit } of candidates) {
    signal?.throwIfAborted();
    const fitted = await fit();
    const scores = await fitted.score(test, stop);
    fitted.dispose();
    signal?.throwIfAborted();
    const evaluation = evaluateScores({
      labels: testLabels,
      scores,
      groups: testGroups,
      budgets: [20, 100],
      bootstrap: { seed, repeats: 100 },
    });
    evaluated.push({ detector: fitted.name, learnedFrom, network, evaluation, scores });
    onProgress?.({ done: evaluated.length, total: candidates.length, unit: 'detectors', note: fitted.name });
  }
  return {
    provenance,
    split,
    warnings: [...(warning === null ? [] : [warning]), ...checkLabels(matrix, labels)],
    labels: testLabels,
    detectors: bestFirst(evaluated),
  };
}

/**
 * Evaluates a detection beside the detectors of the registry that train no network, all on the same features of the same records.
 * None of them sees the truth, so all records are test records.
 *
 * @param truth of the records of the detection, in their order
 * @returns the detectors, the best average precision first
 *
 * @example
 * const beside = await compareDetectors(found, truth);
 * show(table(detectorRows(beside)));
 */
export async function compareDetectors(
  detection: Pick<Detection, 'detector' | 'matrix' | 'scores' | 'seed'>,
  { labels, actors }: Truth,
  operation: LongOperation = {},
): Promise<Pick<DetectorEvaluation, 'detectors'>> {
  const { signal, onProgress } = operation;
  const { seed } = detection;
  const evaluated: EvaluatedDetector[] = [];
  const evaluate = (detector: string, network: boolean, scores: Float32Array) => {
    const evaluation = evaluateScores({
      labels,
      scores,
      groups: actors,
      budgets: [100, 500],
      bootstrap: { seed, repeats: 100 },
    });
    evaluated.push({ detector, learnedFrom: 'records', network, evaluation, scores });
  };
  evaluate(detection.detector, findDetector(detection.detector).network, detection.scores);
  const others = detectors.filter(({ name, network }) => !network && name !== detection.detector);
  const matrix = await detection.matrix(operation);
  const options = { seed, ...(signal && { signal }) };
  for (const [done, { name, network, fit }] of others.entries()) {
    signal?.throwIfAborted();
    const fitted = await fit(matrix, options);
    evaluate(name, network, await fitted.score(matrix, signal && { signal }));
    fitted.dispose();
    onProgress?.({ done: done + 1, total: others.length, unit: 'detectors', note: name });
  }
  return { detectors: bestFirst(evaluated) };
}

/**
 * Detectors by average precision, the best first.
 *
 * @example
 * const [best] = bestFirst(detectors);
 */
export function bestFirst(evaluated: readonly EvaluatedDetector[]): readonly EvaluatedDetector[] {
  const precision = ({ evaluation }: EvaluatedDetector) => evaluation.averagePrecision.value;
  return [...evaluated].sort((a, b) => precision(b) - precision(a));
}
