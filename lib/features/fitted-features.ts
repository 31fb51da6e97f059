import type { FeatureColumn } from './feature-matrix.js';

/** A feature that was left out, and why. */
export interface DroppedFeature {
  readonly name: string;
  readonly reason: string;
}

/** How many training records have a value of a column. */
export interface Frequency {
  readonly column: string;
  readonly value: string;
  readonly n: number;
}

/** What was learned from the training records: plain data, so that it can be saved beside a model. */
export interface FittedFeatures {
  /** Number of training records. */
  readonly records: number;
  /** Width of the backward-looking windows, in seconds. */
  readonly windowSeconds: number;
  readonly frequencies: readonly Frequency[];
  /** The features kept, with median and scale. */
  readonly columns: readonly FeatureColumn[];
  readonly dropped: readonly DroppedFeature[];
}
