import type { LongOperation } from '../progress/long-operation.js';

/**
 * Options of training a dense classifier: settings that differ from `defaultClassifier`, `signal` and
 * `onProgress`.
 */
export interface ClassifierOptions extends Partial<ClassifierSettings>, LongOperation {}

/** How a dense classifier is built and trained. */
export interface ClassifierSettings {
  /**
   * Seed of all random numbers, 1 by default: the same seed gives the same probabilities to the bit on one
   * backend.
   */
  readonly seed: number;
  /** Units of the hidden layers; by default as many as features (16 to 64), then half as many. */
  readonly layers: readonly number[];
  /**
   * Bins of the piecewise linear encoding of each feature before the first layer, 8 by default; 0 turns it
   * off.
   */
  readonly bins: number;
  /** Activation of the hidden layers, `relu` by default. */
  readonly activation: 'relu' | 'tanh' | 'elu';
  /**
   * Part of a hidden layer's units dropped in each step, 0 to below 1, 0.1 by default (Srivastava et al.,
   * 2014).
   */
  readonly dropout: number;
  /** Weight of the sum of squared weights in the loss, 0.002 by default. */
  readonly l2: number;
  /** Step size of Adam (Kingma and Ba, 2015), 0.003 by default. */
  readonly learningRate: number;
  /** Rows per gradient step: 32 below 2,000 records by default, else 256. */
  readonly batch: number;
  /** Maximum number of passes over the training rows; by default 60, or as many as 2,400 steps make. */
  readonly epochs: number;
  /** Epochs without a lower held-out loss after which training stops; 8 by default. */
  readonly patience: number;
  /** Part of the training rows held out to decide when to stop, 0 to below 1; 0.15 by default. */
  readonly heldOut: number;
  /**
   * Weights of class 0 and class 1 in the loss, `[1, 1]` by default; `'balanced'` gives both classes the same
   * total weight. The logit is then corrected by the logarithm of their ratio, so that the output is still a
   * probability (King and Zeng, 2001).
   */
  readonly classWeights: 'balanced' | readonly [number, number];
}

/**
 * Chooses default settings from the size of the data: it bounds gradient steps, not epochs.
 *
 * Bins, penalty and class weights were chosen on rows of NSL-KDD's training file and on simulations that `npm
 * run bench -- detect` does not use: compared with unencoded features, a penalty of 1e-4 and balanced
 * weights, the mean average precision of three seeds rose from 0.64 to 0.71 on three quantities of few
 * connections, from 0.86 to 0.93 on kinds of attack outside the training set and from 0.46 to 0.50 on
 * simulated actors outside it.
 *
 * @param rows number of training records
 * @param width number of features
 *
 * @example
 * defaultClassifier(100_000, 64).layers; // [64, 32]
 */
export function defaultClassifier(rows: number, width: number): ClassifierSettings {
  const outer = Math.min(64, Math.max(16, width));
  const batch = rows < 2_000 ? 32 : 256;
  return {
    seed: 1,
    layers: [outer, Math.round(outer / 2)],
    bins: 8,
    activation: 'relu',
    dropout: 0.1,
    l2: 2e-3,
    learningRate: 0.003,
    batch,
    epochs: Math.min(60, Math.ceil(2_400 / Math.ceil(rows / batch))),
    patience: 8,
    heldOut: 0.15,
    classWeights: [1, 1],
  };
}
