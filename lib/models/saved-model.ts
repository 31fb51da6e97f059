import { createHash } from 'node:crypto';
import type { FittedFeatures } from '../features/fitted-features.js';

/** Version of the format of saved models; newer versions of the project have a higher one. */
export const FORMAT_VERSION = 2;

/** Contents of `detector.json`, saved with the networks in the format of TensorFlow.js. */
export interface SavedModel {
  /** Version of the format. */
  readonly format: number;
  readonly kind: 'autoencoder' | 'classifier';
  /** The features, with frequencies, medians and scales. */
  readonly features: FittedFeatures;
  /** Seed of the training. */
  readonly seed: number;
  /** SHA-256 of the values of the training matrix. */
  readonly fingerprint: string;
  /** Metrics of the model by name, such as `rocAuc`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Share of the training records in each bin of each feature, for `measureDrift`. */
  readonly reference: readonly FeatureBins[];
  readonly versions: { readonly node: string; readonly tfjs: string };
  /** The networks in order. */
  readonly networks: readonly SavedNetwork[];
}

/** Two files of a network, each with its SHA-256. */
export interface SavedNetwork {
  /** Name of the topology file, such as `model-1.json`. */
  readonly model: string;
  /** Name of the file of weights, such as `weights-1.bin`. */
  readonly weights: string;
  readonly sha256: { readonly model: string; readonly weights: string };
}

/** Distribution of the training values of one feature. */
export interface FeatureBins {
  /** Name of the feature. */
  readonly feature: string;
  /** Inner edges, ascending, in scaled values. */
  readonly edges: readonly number[];
  /** One share per bin; they add up to 1. */
  readonly parts: readonly number[];
}

/** Computes SHA-256 as hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Computes the fingerprint of the values of a matrix. */
export function fingerprint(values: Float32Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
