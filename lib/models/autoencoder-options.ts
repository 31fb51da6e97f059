import type { LongOperation } from '../progress/long-operation.js';

/**
 * Options of training an autoencoder: settings that differ from `defaultAutoencoder`, `signal` and
 * `onProgress`.
 */
export interface AutoencoderOptions extends Partial<AutoencoderSettings>, LongOperation {}

/** How an autoencoder is built and trained. */
export interface AutoencoderSettings {
  /**
   * Seed of all random numbers, 1 by default: the same seed gives the same scores to the bit on one backend.
   */
  readonly seed: number;
  /**
   * Units of the hidden layers, the narrowest in the middle; by default half the features (16 at least), 2 to
   * 8, and half again.
   */
  readonly layers: readonly number[];
  /** Activation of the hidden layers, `tanh` by default; the output is linear. */
  readonly activation: 'relu' | 'tanh' | 'elu';
  /**
   * Part of a hidden layer's units dropped in each step, 0 to below 1, 0 by default (Srivastava et al.,
   * 2014).
   */
  readonly dropout: number;
  /** Weight of the sum of squared weights in the loss, 0 by default. */
  readonly l2: number;
  /** Step size of Adam (Kingma and Ba, 2015): 0.005 by default, 0.0075 for 50,000 records or more. */
  readonly learningRate: number;
  /**
   * Maximum number of training rows, drawn uniformly with the seed; 50,000 by default. All rows are scored.
   * More rows do not change the result, and more gradient steps make it worse (`npm run bench --
   * sample-size`, 200,000 simulated rows, means of three simulations and three seeds; areas under ROC are all
   * 0.89 or 0.90):
   *
   * | average precision of rows | 1,000 | 3,000 | 10,000 | 30,000 | 50,000 | 100,000 | 190,000 |
   * |---|---|---|---|---|---|---|---|
   * | 400 steps of 256 rows | 0.442 | 0.453 | 0.466 | 0.458 | 0.458 | 0.466 | 0.464 |
   * | 800 steps of 256 | 0.414 | 0.448 | 0.471 | 0.451 | 0.454 | 0.437 | 0.413 |
   * | 1,600 steps of 256 | 0.405 | 0.413 | 0.420 | 0.404 | 0.404 | 0.398 | 0.382 |
   * | 400 steps of 512, each half as large again | 0.423 | 0.447 | 0.466 | 0.456 | 0.454 | 0.452 | 0.439 |
   */
  readonly trainRows: number;
  /**
   * Part of the rows left out of training, 0 to below 1, 0 by default: those farthest from the median in all
   * features together. Use it when a campaign of many similar records would otherwise be learned as typical.
   * These rows are scored like all others.
   */
  readonly trim: number;
  /** Rows per gradient step: by default 32 below 2,000 records, 512 from 50,000 on, else 256. */
  readonly batch: number;
  /**
   * Maximum number of passes over the training rows; by default 100, or as many as 1,600 steps make (400 from
   * 50,000 records on).
   */
  readonly epochs: number;
  /** Epochs without a lower held-out loss after which training stops; 8 by default. */
  readonly patience: number;
  /** Part of the rows held out to decide when to stop, 0 to below 1; 0.1 by default. */
  readonly heldOut: number;
}

/**
 * Chooses default settings from the size of the data. The middle layer is narrow enough that it can represent
 * typical records and not unusual ones. Gradient steps are bounded, not epochs: twenty thousand records get
 * 20 passes, a hundred thousand 5 over half of them, in batches twice as large, which take two thirds of the
 * time for the same quality. Fewer records than `trainRows` keep the 1,600 steps that `npm run bench --
 * detect` evaluates.
 *
 * That no row is left out, and that scores are mean absolute errors, was chosen on rows of NSL-KDD's training
 * file and on simulations that `npm run bench -- detect` does not use. With a twentieth left out and squared
 * errors, average precision was 0.88 in place of 0.97 on connections of all features, and 0.33 in place of
 * 0.49 on simulated actors that were not in the training set. Features scaled to unit variance gained nothing
 * on the first and lost a quarter on the second.
 *
 * @param rows number of records
 * @param width number of features
 *
 * @example
 * defaultAutoencoder(100_000, 64).layers; // [32, 8, 32]
 */
export function defaultAutoencoder(rows: number, width: number): AutoencoderSettings {
  const outer = Math.max(16, Math.round(width / 2));
  const middle = Math.min(8, Math.max(2, Math.ceil(width / 4)));
  const trainRows = 50_000;
  const many = rows >= trainRows;
  const batch = many ? 512 : rows < 2_000 ? 32 : 256;
  const steps = many ? 400 : 1_600;
  const stepsAnEpoch = Math.ceil(Math.min(rows, trainRows) / batch);
  return {
    seed: 1,
    layers: [outer, middle, outer],
    activation: 'tanh',
    dropout: 0,
    l2: 0,
    learningRate: many ? 0.0075 : 0.005,
    trainRows,
    trim: 0,
    batch,
    epochs: Math.min(100, Math.ceil(steps / stepsAnEpoch)),
    patience: 8,
    heldOut: 0.1,
  };
}
