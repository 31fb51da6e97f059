import { query } from '../engine/query.js';
import { distinctRows } from '../evaluate/distinct-rows.js';
import { type Evaluation, evaluateScores } from '../evaluate/evaluate-scores.js';
import { groupedSplit } from '../evaluate/grouped-split.js';
import { type ColumnLabels, labelsOfColumn } from '../evaluate/labels-of-column.js';
import { networkOf } from '../evaluate/network-of.js';
import type { Split } from '../evaluate/split.js';
import { stratifiedSplit } from '../evaluate/stratified-split.js';
import { warnOfLabels } from '../evaluate/warn-of-labels.js';
import { extractFeatures } from '../features/extract-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { Traffic } from '../load/traffic.js';
import { fitBaselines } from '../models/baselines/fit-baselines.js';
import { takeRows } from '../models/baselines/take-rows.js';
import { classify } from '../models/classify.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { trainAutoencoder } from '../models/train-autoencoder.js';
import { trainClassifier } from '../models/train-classifier.js';
import type { LongOperation } from '../progress/long-operation.js';

/** A detector, and how well it told the classes apart on records that it had not learned from. */
export interface JudgedDetector {
  readonly detector: string;
  readonly learnedFrom: 'records' | 'labels';
  readonly evaluation: Evaluation;
  /** Scores of the records judged by, in the order of `labels`. */
  readonly scores: Float32Array;
}

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

/**
 * Judges every detector, networks and baselines alike, by a label column of somebody else's file: half of the sources' networks
 * (/24, /48) are learned from, the other half judged by. Where the sources lie in too few networks, distinct rows are split instead, and a warning says so.
 * Features are scaled by medians of all records, which needs no labels.
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
  { seed = 1, signal, onProgress }: { readonly seed?: number } & LongOperation = {},
): Promise<DetectorEvaluation> {
  const { matrix } = await extractFeatures(traffic);
  const { labels, provenance } = await labelsOfColumn(traffic, label, matrix.rowIds);
  requireBothClasses(labels, `judge detectors by in ${label}`);
  const { split, groups, warning } = await unseenSplit(traffic, matrix, labels, seed);
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
  const stop = signal && { signal };
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
  const precision = ({ evaluation }: JudgedDetector) => evaluation.averagePrecision.value;
  return {
    provenance,
    split,
    warnings: [...(warning === null ? [] : [warning]), ...warnOfLabels(matrix, labels)],
    labels: testLabels,
    detectors: detectors.sort((a, b) => precision(b) - precision(a)),
  };
}

/** Splits by network; by distinct rows where too few networks have both classes. */
async function unseenSplit(traffic: Traffic, matrix: FeatureMatrix, labels: Uint8Array, seed: number) {
  const rows = await query<{ row_id: number; src_ip: string | null }>(
    traffic.connection,
    'select row_id, src_ip from traffic',
  );
  const sources = new Map(rows.map(({ row_id, src_ip }) => [row_id, src_ip]));
  const networks = Array.from(matrix.rowIds, (id) => {
    const source = sources.get(id) ?? null;
    return source === null ? 'no source' : networkOf(source);
  });
  try {
    const split = groupedSplit(networks, labels, '/24 or /48 network', { test: 0.5, seed });
    return { split, groups: networks, warning: null };
  } catch {
    const groups = distinctRows(matrix);
    const warning =
      'The sources of one class lie in one network, so records of the same source are learned from and judged by: what a detector knows again is the source.';
    try {
      return { split: groupedSplit(groups, labels, 'distinct row', { test: 0.5, seed }), groups, warning };
    } catch {
      return { split: stratifiedSplit(labels, { test: 0.5, seed }), groups, warning };
    }
  }
}
