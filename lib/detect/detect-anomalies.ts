import { extractFeatures } from '../features/extract-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FeatureChoice } from '../features/fit-features.js';
import type { DroppedFeature } from '../features/fitted-features.js';
import type { Traffic } from '../load/traffic.js';
import type { AutoencoderOptions } from '../models/autoencoder-options.js';
import { type BackendName, useBackend } from '../models/backend.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { trainAutoencoder } from '../models/train-autoencoder.js';
import type { TrainHistory } from '../models/train-history.js';
import type { LongOperation } from '../progress/long-operation.js';
import { anomalyRule } from './anomaly-rule.js';
import { explainRecords, type Reason } from './explain-records.js';

/** What was found in traffic. Arrays are in the order of `rowIds`, which is that of the input. */
export interface Detection {
  readonly rowIds: Int32Array;
  /** Mean squared reconstruction error of each record, in scaled features: higher is more unusual. */
  readonly scores: Float32Array;
  /** 1 for an anomaly by `rule`, else 0. */
  readonly isAnomaly: Uint8Array;
  readonly anomalies: number;
  readonly threshold: number;
  /** The rule behind `threshold`, in words. */
  readonly rule: string;
  /** Why the record at a position is unusual, the weightiest reason first. */
  readonly reasons: (row: number) => readonly Reason[];
  readonly history: TrainHistory;
  readonly features: FeatureMatrix;
  readonly dropped: readonly DroppedFeature[];
  readonly backend: BackendName;
  readonly seed: number;
}

/**
 * Finds records that are unlike the rest: features, an autoencoder trained on all records, a score for each, and
 * one stated rule for what counts as an anomaly. Unusual is not malicious: it is where to look first.
 *
 * Aborted by `signal` in training, it goes on with the best model so far and says so in `history.stopped`.
 *
 * @param options `seed` and whatever else differs from `defaultAutoencoder`; `features` to choose among them
 * @throws when aborted before training, when there are fewer than two records, when nothing varies, or when a verdict is asked for as a feature
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * const found = await detectAnomalies(traffic, { seed: 1 });
 * console.log(`${found.anomalies} anomalies; ${found.rule}`);
 */
export async function detectAnomalies(
  traffic: Traffic,
  options: Partial<AutoencoderOptions> & FeatureChoice & LongOperation = {},
): Promise<Detection> {
  const { features, ...training } = options;
  const backend = await useBackend();
  const { matrix, fitted } = await extractFeatures(traffic, { ...(features && { features }) });
  training.signal?.throwIfAborted();
  const autoencoder = await trainAutoencoder(matrix, training);
  // Not given the signal: an aborted training still gives scores, which take moments.
  const scored = await scoreAnomalies(autoencoder, matrix);
  autoencoder.model.dispose();
  const { threshold, rule } = anomalyRule(scored.scores);
  const isAnomaly = Uint8Array.from(scored.scores, (score) => (score > threshold ? 1 : 0));
  return {
    rowIds: matrix.rowIds,
    scores: scored.scores,
    isAnomaly,
    anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
    threshold,
    rule,
    reasons: explainRecords(matrix, scored),
    history: autoencoder.history,
    features: matrix,
    dropped: fitted.dropped,
    backend,
    seed: autoencoder.options.seed,
  };
}
