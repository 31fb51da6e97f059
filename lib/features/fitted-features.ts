import type { FeatureColumn } from './feature-matrix.js';
import type { RequestModel } from './requests/request-model.js';

/** A feature that was left out. */
export interface DroppedFeature {
  /** Name of the feature. */
  readonly name: string;
  /** Why it was left out, in words. */
  readonly reason: string;
}

/** Number of training records with a value of a column. */
export interface Frequency {
  readonly column: string;
  readonly value: string;
  readonly n: number;
}

/** Features fitted on training records, as plain data that can be saved with a model. */
export interface FittedFeatures {
  /** Number of training records. */
  readonly records: number;
  /** Width of time windows, in seconds. */
  readonly windowSeconds: number;
  /** Number of training records with each value of categorical columns. */
  readonly frequencies: readonly Frequency[];
  /** What requests are like, where there are features of them. */
  readonly requests?: RequestModel;
  /** The features, with median and scale. */
  readonly columns: readonly FeatureColumn[];
  /** Features that were left out. */
  readonly dropped: readonly DroppedFeature[];
}
