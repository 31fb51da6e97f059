import { createHash } from 'node:crypto';
import type { FittedFeatures } from '../features/fitted-features.js';

/** The form in which models are saved; a higher one is of a newer version of the project. */
export const FORMAT_VERSION = 1;

/** What stands in `detector.json` beside TensorFlow.js' `model.json` and `weights.bin`. */
export interface SavedModel {
  readonly format: number;
  readonly kind: 'autoencoder' | 'classifier';
  /** What was learned about features, scales and frequencies included. */
  readonly features: FittedFeatures;
  readonly seed: number;
  /** Which numbers were trained on: SHA-256 of the training matrix. */
  readonly fingerprint: string;
  /** Whatever was measured on it, such as ROC-AUC. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Part of the training records in each bin of each feature, which drift is told against. */
  readonly reference: readonly FeatureBins[];
  readonly versions: { readonly node: string; readonly tfjs: string };
  /** SHA-256 of `model.json` and of `weights.bin`. */
  readonly sha256: { readonly model: string; readonly weights: string };
}

/** How training values of one feature lie. */
export interface FeatureBins {
  readonly feature: string;
  /** Inner edges, ascending, in scaled values. */
  readonly edges: readonly number[];
  /** One part a bin, adding up to 1. */
  readonly parts: readonly number[];
}

/** SHA-256 in hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Fingerprint of the numbers of a matrix. */
export function fingerprint(values: Float32Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
