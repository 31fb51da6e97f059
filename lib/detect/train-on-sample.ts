import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type FeatureOptions, withFittedFeatures } from '../features/fit-features.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import { scaleSample } from '../features/learn-scales.js';
import { readMatrix } from '../features/read-matrix.js';
import { DEFAULT_SLICE_RECORDS, type SliceOptions } from '../features/time-slices.js';
import { uniformSample } from '../features/uniform-sample.js';
import type { Traffic } from '../load/traffic.js';
import { type AutoencoderOptions, defaultAutoencoder } from '../models/autoencoder-options.js';
import { useBackend } from '../models/backend.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { type Autoencoder, trainAutoencoder } from '../models/train-autoencoder.js';
import { anomalyRule } from './anomaly-rule.js';
import type { Threshold } from './thresholds/threshold.js';

/** A trained autoencoder with its features and threshold: what `saveModel` and `scoreRecords` need. */
export interface AnomalyModel extends Autoencoder {
  /** Features with the frequencies, medians and scales of all records. */
  readonly features: FittedFeatures;
  /** The features of the sample, records × features. */
  readonly matrix: FeatureMatrix;
  /** The default threshold for anomalies, from the scores of the sample. */
  readonly threshold: Threshold;
}

/** Options of `trainOnSample`: those of `trainAutoencoder`, `features`, and `sliceRecords`. */
export interface SampleTrainingOptions extends AutoencoderOptions, FeatureOptions, SliceOptions {}

/** Minimum size of the sample: the threshold of so many scores is close to that of all records. */
const MIN_SAMPLE_RECORDS = 131_072;

/**
 * Trains an autoencoder on a uniform sample of any number of records, in bounded memory.
 *
 * Frequencies are computed in SQL over all records, medians and scales over fifty thousand of them. Features
 * with a time window are computed slice by slice and kept for the sample only. Records in Trino are
 * aggregated there and downloaded slice by slice; the model is the same to the bit as that of the same
 * records in a file.
 *
 * No records are held out as a test set: use `evaluateDetectors` to measure how good a detector is.
 *
 * @param traffic records in DuckDB or Trino
 * @param options `seed` and other settings that differ from `defaultAutoencoder`, `features`, `sliceRecords`,
 *   `signal`, `onProgress`
 * @returns the network, its features, the sample, and a threshold
 * @throws as `extractFeatures` and `trainAutoencoder` do
 *
 * @example
 * const model = await trainOnSample(traffic, { seed: 1 });
 * await saveModel(model, 'models/april');
 * await scoreRecords(traffic, model, 'reports/april');
 */
export async function trainOnSample(
  traffic: Traffic,
  options: SampleTrainingOptions = {},
): Promise<AnomalyModel> {
  const { features: names, sliceRecords = DEFAULT_SLICE_RECORDS, ...training } = options;
  const { records } = traffic;
  const { signal, onProgress } = training;
  await useBackend();
  const { seed, trainRows } = { ...defaultAutoencoder(records, 1), ...training };
  const drawn = uniformSample(records, Math.max(MIN_SAMPLE_RECORDS, trainRows), seed);
  const sample = `(${drawn}) or ${scaleSample(records)}`;
  const choice = {
    ...(names && { features: names }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
  const { features, matrix } = await withFittedFeatures(
    traffic,
    choice,
    async (fitted, local, relations, among) => ({
      features: fitted,
      matrix: await readMatrix(local.connection, relations, fitted, drawn, among),
    }),
    { sample, sliceRecords },
  );
  const autoencoder = await trainAutoencoder(matrix, training);
  const { scores } = await scoreAnomalies(matrix, autoencoder);
  const { threshold, rule } = anomalyRule(scores);
  const among =
    matrix.rows === records ? '' : `, by a uniform sample of ${matrix.rows.toLocaleString('en-US')} records`;
  return { ...autoencoder, features, matrix, threshold: { value: threshold, rule: `${rule}${among}` } };
}
