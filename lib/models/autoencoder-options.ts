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
   * Number of networks, whose seeds differ and whose scores are averaged, 1 or more; by default 8, 4 from 2,000
   * records on, and 2 from 50,000 on: scores of few records depend more on the seed.
   */
  readonly networks: number;
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
  /** Step size of Adam (Kingma and Ba, 2015), 0.005 by default. */
  readonly learningRate: number;
  /** Number of gradient steps of each network, 1 or more; 100 by default. */
  readonly steps: number;
  /** Rows per gradient step: by default 256, or 64 below 2,000 records. */
  readonly batch: number;
  /**
   * Part of the rows of each step, 0 to below 1, that are left out because their errors are the largest; 0.1
   * by default.
   */
  readonly trimLoss: number;
  /**
   * Maximum number of training rows, drawn uniformly with the seed; 50,000 by default. All rows are scored.
   */
  readonly trainRows: number;
  /**
   * Part of the training rows held out to measure the loss on rows that were not trained on, 0 to below 1;
   * 0.1 by default. At most 1,000 are held out.
   */
  readonly heldOut: number;
}

/** Fewer records take smaller batches and more networks. */
const FEW_RECORDS = 2_000;
/** More records do not change what is learned, and vary less between seeds. */
const MANY_RECORDS = 50_000;

/**
 * Chooses default settings from the size of the data. The middle layer is narrow enough that it can represent
 * typical records and not unusual ones.
 *
 * Training is short and its loss trimmed, since attacks repeat the same values: a network that is trained for
 * long learns them as typical (measured in `test/bench/README.md`).
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
  return {
    seed: 1,
    networks: rows < FEW_RECORDS ? 8 : rows < MANY_RECORDS ? 4 : 2,
    layers: [outer, middle, outer],
    activation: 'tanh',
    dropout: 0,
    l2: 0,
    learningRate: 0.005,
    steps: 100,
    batch: rows < FEW_RECORDS ? 64 : 256,
    trimLoss: 0.1,
    trainRows: MANY_RECORDS,
    heldOut: 0.1,
  };
}
