import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { useBackend } from './backend.js';
import { crossEntropy } from './batch-loss.js';
import { binEdges } from './bin-edges.js';
import { buildClassifier } from './build-classifier.js';
import { checkMatrix } from './check-matrix.js';
import { checkTraining } from './check-training.js';
import { type ClassifierSettings, defaultClassifier } from './classifier-options.js';
import { countClasses } from './count-classes.js';
import { piecewiseEncoder, unitsOf } from './piecewise-encoding.js';
import { requireBothClasses } from './require-both-classes.js';
import { shuffler } from './shuffle.js';
import type { TrainHistory } from './train-history.js';
import { trainModel } from './train-model.js';

/** Records that the edges of bins are taken from at most. */
const EDGE_ROWS = 100_000;

/** A trained classifier; `model.dispose()` gives its memory back. */
export interface Classifier {
  readonly model: tf.LayersModel;
  readonly options: ClassifierSettings;
  readonly history: TrainHistory;
}

/**
 * Trains a dense classifier on labelled rows until a held-out part of them gets no better.
 *
 * @param labels 0 or 1 a row of the matrix; only those of `rows` are looked at
 * @param rows positions to train on, such as `split.train`
 * @param options whatever differs from `defaultClassifier`
 * @throws when there is one class only (with what can be done instead), a third label, or the matrix is not fit to train on
 *
 * @example
 * const { train, test } = groupedSplit(networks, labels, '/24 network');
 * const classifier = await trainClassifier(matrix, labels, train, { seed: 7 });
 * const scores = await classify(classifier, matrix);
 */
export async function trainClassifier(
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  rows: Int32Array,
  options: Partial<ClassifierSettings> & LongOperation = {},
): Promise<Classifier> {
  const { signal, onProgress, ...settings } = options;
  const width = matrix.columns.length;
  const chosen = { ...defaultClassifier(rows.length, width), ...settings };
  checkMatrix(matrix);
  const trainLabels = Array.from(rows, (row) => labels[row]);
  const invalid = trainLabels.find((label) => label !== 0 && label !== 1);
  if (invalid !== undefined || trainLabels.includes(undefined)) {
    throw new Error(
      `A label is ${invalid}: the classifier tells 0 from 1, so make one class 1 and all others 0.`,
    );
  }
  requireBothClasses(trainLabels as number[], 'train a classifier on');
  checkTraining(matrix, rows.length);
  await useBackend();
  const { positives, negatives } = countClasses(trainLabels as number[]);
  const [weight0, weight1] =
    chosen.classWeights === 'balanced'
      ? [rows.length / 2 / negatives, rows.length / 2 / positives]
      : chosen.classWeights;
  const { training, heldOut } = holdOut(rows, labels, chosen);
  const edges =
    chosen.bins > 0
      ? binEdges(matrix, shuffler(chosen.seed)(rows.slice()).slice(0, EDGE_ROWS), chosen.bins)
      : [];
  const encode = unitsOf(edges) > 0 ? piecewiseEncoder(edges) : undefined;
  const model = buildClassifier(width, chosen, edges);
  const history = await trainModel(
    matrix,
    {
      model,
      loss: crossEntropy(labels, [weight0, weight1]),
      ...(encode && { encode }),
      training,
      heldOut,
      options: chosen,
    },
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
  moveBias(model, -Math.log(weight1 / weight0));
  return { model, options: chosen, history };
}

/** Holds out the same part of both classes; where a class is too small for that, all rows are trained and judged on. */
function holdOut(rows: Int32Array, labels: ArrayLike<number>, { heldOut: part, seed }: ClassifierSettings) {
  const shuffled = shuffler(seed)(rows.slice());
  const sides: { training: number[]; heldOut: number[] } = { training: [], heldOut: [] };
  for (const label of [0, 1]) {
    const own = shuffled.filter((row) => labels[row] === label);
    const n = Math.floor(own.length * part);
    sides.heldOut.push(...own.subarray(0, n));
    sides.training.push(...own.subarray(n));
    if (n === 0) return { training: shuffled, heldOut: shuffled.slice() };
  }
  return { training: Int32Array.from(sides.training), heldOut: Int32Array.from(sides.heldOut) };
}

/** Class weights act like other shares of the classes; moving the logit back makes its sigmoid a probability again. */
function moveBias(model: tf.LayersModel, by: number): void {
  tf.tidy(() => {
    const bias = model.trainableWeights.at(-1)!.read() as tf.Variable;
    bias.assign(bias.add(by));
  });
}
