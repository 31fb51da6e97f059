import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { useBackend } from './backend.js';
import { crossEntropy } from './batch-loss.js';
import { binEdges } from './bin-edges.js';
import { buildClassifier } from './build-classifier.js';
import { checkMatrix } from './check-matrix.js';
import { checkTraining } from './check-training.js';
import { type ClassifierOptions, type ClassifierSettings, defaultClassifier } from './classifier-options.js';
import { countClasses } from './count-classes.js';
import { piecewiseEncoder, unitsOf } from './piecewise-encoding.js';
import { requireBothClasses } from './require-both-classes.js';
import { shuffler } from './shuffle.js';
import type { TrainHistory } from './train-history.js';
import { trainModel } from './train-model.js';

/** Maximum number of records that bin edges are computed from. */
const EDGE_ROWS = 100_000;

/** A trained classifier; `model.dispose()` frees its memory. */
export interface Classifier {
  readonly kind: 'classifier';
  readonly model: tf.LayersModel;
  readonly options: ClassifierSettings;
  readonly history: TrainHistory;
}

/**
 * Trains a dense classifier on labelled rows. It minimizes the weighted cross-entropy with Adam and stops
 * when the loss of held-out rows no longer decreases; the weights of the best epoch are kept.
 *
 * @param matrix rows × features, row-major and scaled, all values finite
 * @param labels one label per row of the matrix, 0 or 1; only those of `rows` are read
 * @param rows positions of the training rows, such as `split.train`
 * @param options settings that differ from `defaultClassifier`, `signal` and `onProgress`
 * @throws when `rows` have one class only, a label other than 0 and 1, or the matrix cannot be trained on
 *
 * @example
 * const { train, test } = groupedSplit(networks, labels, '/24 network');
 * const classifier = await trainClassifier(matrix, labels, train, { seed: 7 });
 * const scores = await classify(matrix, classifier);
 */
export async function trainClassifier(
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  rows: Int32Array,
  options: ClassifierOptions = {},
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
  return { kind: 'classifier', model, options: chosen, history };
}

/** Holds out the same part of both classes; where a class is too small for that, both sets have all rows. */
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

/**
 * Class weights act like changed shares of the classes: correcting the logit makes its sigmoid a probability
 * again.
 */
function moveBias(model: tf.LayersModel, by: number): void {
  tf.tidy(() => {
    const bias = model.trainableWeights.at(-1)!.read() as tf.Variable;
    bias.assign(bias.add(by));
  });
}
