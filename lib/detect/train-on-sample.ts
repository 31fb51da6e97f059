import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type FeatureOptions, withFittedFeatures } from '../features/fit-features.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import { scaleSample } from '../features/learn-scales.js';
import { readMatrix } from '../features/read-matrix.js';
import { DEFAULT_SLICE_RECORDS, type SliceOptions } from '../features/time-slices.js';
import { uniformSample } from '../features/uniform-sample.js';
import type { Traffic } from '../load/traffic.js';
import { type AutoencoderSettings, defaultAutoencoder } from '../models/autoencoder-options.js';
import { useBackend } from '../models/backend.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { type Autoencoder, trainAutoencoder } from '../models/train-autoencoder.js';
import type { LongOperation } from '../progress/long-operation.js';
import { anomalyRule } from './anomaly-rule.js';
import type { Threshold } from './thresholds/threshold.js';

/** An autoencoder of a sample, with all that `saveModel` and `scoreRecords` ask for. */
export interface AnomalyModel extends Autoencoder {
  /** Frequencies, medians and scales of all records. */
  readonly features: FittedFeatures;
  /** The features of the sample. */
  readonly matrix: FeatureMatrix;
  /** The default rule for anomalies, on the scores of the sample. */
  readonly threshold: Threshold;
}

/** Records of the sample: those trained on are drawn from them, and a threshold of so many scores is that of all. */
const MIN_SAMPLE_RECORDS = 131_072;

/**
 * Trains an autoencoder on a uniform sample of the records that the engine draws by the seed, as `detectAnomalies` does, but of any number of
 * records in bounded memory: frequencies are learned over all of them in SQL, medians and scales too (of fifty thousand, what is
 * constant there of all), and features that look back are computed slice by slice and kept of the sample alone. Records that stay in
 * Trino are counted there, and come here one slice after the other; what is learned is the same to the bit.
 *
 * To judge a detector, learn from its training records instead (`splitFeatures` of `evaluateDetectors`): here nobody is held out.
 *
 * @param options `seed` and whatever else differs from `defaultAutoencoder`; `features` to choose among them
 * @throws as `fitFeatures` and `trainAutoencoder` do
 *
 * @example
 * const trained = await trainOnSample(traffic, { seed: 1 });
 * await saveModel('models/april', { kind: 'autoencoder', ...trained });
 * await scoreRecords(traffic, trained, 'reports/april');
 */
export async function trainOnSample(
  traffic: Traffic,
  options: Partial<AutoencoderSettings> & FeatureOptions & SliceOptions & LongOperation = {},
): Promise<AnomalyModel> {
  const { features: names, sliceRecords = DEFAULT_SLICE_RECORDS, ...training } = options;
  const { records } = traffic;
  const { signal, onProgress } = training;
  await useBackend();
  const { seed, trainRows, trim } = { ...defaultAutoencoder(records, 1), ...training };
  const drawn = uniformSample(records, Math.max(MIN_SAMPLE_RECORDS, trainRows / (1 - trim)), seed);
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
