import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';
import type { Scorer } from '../models/detectors/detector.js';
import { detectors, findDetector, supervisedDetectors } from '../models/detectors/registry.js';
import { autoencoder } from '../models/detectors/unsupervised/autoencoder.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { takeRows } from '../models/take-rows.js';
import type { LongOperation } from '../progress/long-operation.js';
import { checkLabels } from './check-labels.js';
import { type Evaluation, evaluateScores } from './evaluate-scores.js';
import { type ColumnLabels, labelsOfColumn, rowIdsOf, type Truth } from './labels.js';
import { splitFeatures } from './split-features.js';
import type { Split, SplitBy } from './splits.js';
import { unseenSplit } from './unseen-split.js';

/** A detector with its metrics on the test set. */
export interface EvaluatedDetector {
  /** Name of the detector. */
  readonly detector: string;
  /** Unsupervised (`records`) or supervised (`labels`). */
  readonly learnedFrom: 'records' | 'labels';
  /** Whether it is a neural network. */
  readonly network: boolean;
  readonly evaluation: Evaluation;
  /** One score per test record, in the order of the labels. */
  readonly scores: Float32Array;
}

/** Evaluation of every detector on labelled records. */
export interface DetectorEvaluation extends Pick<ColumnLabels, 'provenance'> {
  /** Training and test set. */
  readonly split: Split;
  /** Reasons why the metrics may be too good. */
  readonly warnings: readonly string[];
  /** One label per test record, 0 or 1. */
  readonly labels: Uint8Array;
  /** The detectors in the order of their average precision, the best first. */
  readonly detectors: readonly EvaluatedDetector[];
}

/** Options of `evaluateDetectors`. */
export interface DetectorEvaluationOptions extends LongOperation {
  /** Seed of the split, the detectors and the intervals; 1 by default. */
  readonly seed?: number;
  /**
   * What training and test set must not share: the client's `network` (the default), its `asn`, or `time`
   * (test records are later).
   */
  readonly by?: SplitBy;
}

/**
 * Trains and evaluates every detector on labelled records.
 *
 * Half of the clients' networks (/24, /48) are the training set, the other half the test set. With clients in
 * too few networks, distinct rows are split instead, and a warning states it. Nothing is fitted on the test
 * set, scales of features included.
 *
 * @param traffic labelled records, in DuckDB
 * @param label column of the file with the labels, such as `is_suspicious`
 * @param options `seed`, `by`, `signal` and `onProgress`
 * @returns the detectors with their metrics, the best first, and warnings
 * @throws when there is no such column or one class only, with alternatives; the signal's reason when stopped
 *
 * @example
 * const evaluated = await evaluateDetectors(traffic, 'is_suspicious', { seed: 1 });
 * show(table(detectorRows(evaluated)));
 */
export async function evaluateDetectors(
  traffic: Traffic,
  label: string,
  { seed = 1, by = 'network', signal, onProgress }: DetectorEvaluationOptions = {},
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
    const evaluation = evaluateScores(testLabels, scores, {
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
 * Compares a detection with the unsupervised detectors that train no network, and with the autoencoder that
 * took part in it, on the same features of the same records. No detector uses the labels, so all records are test records.
 *
 * @param detection what `detectAnomalies` returns, of traffic that is still open
 * @param truth labels and actors of the records of the detection, in the order of `detection.rowIds`
 * @param options `signal` stops between detectors, `onProgress` receives their number
 * @returns the detectors with their metrics, the best average precision first
 * @throws when the labels have one class only; the signal's reason when stopped
 *
 * @example
 * const detection = await detectAnomalies(traffic, { seed: 1 });
 * const truth = await readTruth(traffic, detection.rowIds);
 * if (truth) show(table(detectorRows(await compareDetectors(detection, truth))));
 */
export async function compareDetectors(
  detection: Pick<Detection, 'detector' | 'matrix' | 'scores' | 'seed'> &
    Partial<Pick<Detection, 'autoencoderScores'>>,
  { labels, actors }: Truth,
  options: LongOperation = {},
): Promise<Pick<DetectorEvaluation, 'detectors'>> {
  const { signal, onProgress } = options;
  const { seed } = detection;
  const evaluated: EvaluatedDetector[] = [];
  const evaluate = (detector: string, network: boolean, scores: Float32Array) => {
    const evaluation = evaluateScores(labels, scores, {
      groups: actors,
      budgets: [100, 500],
      bootstrap: { seed, repeats: 100 },
    });
    evaluated.push({ detector, learnedFrom: 'records', network, evaluation, scores });
  };
  evaluate(detection.detector, findDetector(detection.detector).network, detection.scores);
  if (detection.autoencoderScores && detection.detector !== autoencoder.name)
    evaluate(autoencoder.name, true, detection.autoencoderScores);
  const others = detectors.filter(({ name, network }) => !network && name !== detection.detector);
  const matrix = await detection.matrix(options);
  const fitOptions = { seed, ...(signal && { signal }) };
  for (const [done, { name, network, fit }] of others.entries()) {
    signal?.throwIfAborted();
    const fitted = await fit(matrix, fitOptions);
    evaluate(name, network, await fitted.score(matrix, signal && { signal }));
    fitted.dispose();
    onProgress?.({ done: done + 1, total: others.length, unit: 'detectors', note: name });
  }
  return { detectors: bestFirst(evaluated) };
}

/**
 * Sorts detectors by average precision, the best first.
 *
 * @example
 * const [best] = bestFirst(detectors);
 */
export function bestFirst(evaluated: readonly EvaluatedDetector[]): readonly EvaluatedDetector[] {
  const precision = ({ evaluation }: EvaluatedDetector) => evaluation.averagePrecision.value;
  return [...evaluated].sort((a, b) => precision(b) - precision(a));
}
