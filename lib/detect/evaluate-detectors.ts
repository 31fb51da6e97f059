import { evaluateScores } from '../evaluate/evaluate-scores.js';
import { type ColumnLabels, labelsOfColumn } from '../evaluate/labels-of-column.js';
import { rowIdsOf } from '../evaluate/row-ids-of.js';
import type { Split } from '../evaluate/split.js';
import { warnOfLabels } from '../evaluate/warn-of-labels.js';
import type { Traffic } from '../load/traffic.js';
import { fitBaselines } from '../models/baselines/fit-baselines.js';
import { takeRows } from '../models/baselines/take-rows.js';
import { classify } from '../models/classify.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { trainAutoencoder } from '../models/train-autoencoder.js';
import { trainClassifier } from '../models/train-classifier.js';
import type { LongOperation } from '../progress/long-operation.js';
import { bestFirst, type JudgedDetector } from './judged-detector.js';
import type { SplitBy } from './split-by.js';
import { splitFeatures } from './split-features.js';
import { unseenSplit } from './unseen-split.js';

/** Every detector on one labelled file. */
export interface DetectorEvaluation extends Pick<ColumnLabels, 'provenance'> {
  readonly split: Split;
  /** What makes the figures look better than they are. */
  readonly warnings: readonly string[];
  /** Labels of the records judged by. */
  readonly labels: Uint8Array;
  /** By average precision, the best first. */
  readonly detectors: readonly JudgedDetector[];
}

/** How detectors are judged. */
export interface DetectorEvaluationOptions {
  readonly seed?: number;
  /** What the records judged by must not share with those learned from; the source's network when left out. */
  readonly by?: SplitBy;
}

/**
 * Judges every detector, networks and baselines alike, by a label column of somebody else's file: half of the sources' networks
 * (/24, /48) are learned from, the other half judged by. Where the sources lie in too few networks, distinct rows are split
 * instead, and a warning says so. Nothing is learned from the records judged by, not even what is usual.
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
  const detectors: JudgedDetector[] = [];
  const judge = (detector: string, learnedFrom: JudgedDetector['learnedFrom'], scores: Float32Array) => {
    signal?.throwIfAborted();
    const evaluation = evaluateScores({
      labels: testLabels,
      scores,
      groups: testGroups,
      budgets: [20, 100],
      bootstrap: { seed, repeats: 100 },
    });
    detectors.push({ detector, learnedFrom, evaluation, scores });
    onProgress?.({ done: detectors.length, total: 11, unit: 'detectors', note: detector });
  };
  for (const { name, score } of await fitBaselines(train, { seed, ...stop })) {
    judge(name, 'records', await score(test, stop));
  }
  const autoencoder = await trainAutoencoder(train, { seed, ...stop });
  judge('autoencoder', 'records', (await scoreAnomalies(autoencoder, test)).scores);
  autoencoder.model.dispose();
  for (const { name, score } of await fitBaselines(train, { seed, labels: trainLabels, ...stop })) {
    judge(name, 'labels', await score(test, stop));
  }
  const all = Int32Array.from(trainLabels.keys());
  const classifier = await trainClassifier(train, trainLabels, all, { seed, ...stop });
  judge('dense classifier', 'labels', await classify(classifier, test));
  classifier.model.dispose();
  return {
    provenance,
    split,
    warnings: [...(warning === null ? [] : [warning]), ...warnOfLabels(matrix, labels)],
    labels: testLabels,
    detectors: bestFirst(detectors),
  };
}
