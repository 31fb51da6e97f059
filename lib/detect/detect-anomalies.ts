import { withMemoryLimit } from '../engine/with-memory-limit.js';
import { applyFeatures } from '../features/apply-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type FeatureChoice, fitWith } from '../features/fit-features.js';
import type { DroppedFeature, FittedFeatures } from '../features/fitted-features.js';
import { readChunks } from '../features/read-chunks.js';
import { readMatrix } from '../features/read-matrix.js';
import { uniformSample } from '../features/uniform-sample.js';
import type { Traffic } from '../load/traffic.js';
import { type AutoencoderOptions, defaultAutoencoder } from '../models/autoencoder-options.js';
import { type BackendName, useBackend } from '../models/backend.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import { trainAutoencoder } from '../models/train-autoencoder.js';
import type { TrainHistory } from '../models/train-history.js';
import type { LongOperation } from '../progress/long-operation.js';
import { anomalyRule } from './anomaly-rule.js';
import { explainRecords, type Reason, type ReasonTexts } from './explain-records.js';
import { verdicts } from './thresholds/threshold.js';

/** What was found in traffic. Arrays are in the order of `rowIds`, which is that of the input. */
export interface Detection {
  readonly rowIds: Int32Array;
  /** Mean absolute reconstruction error of each record, in scaled features: higher is more unusual. */
  readonly scores: Float32Array;
  /** 1 for an anomaly by `rule`, else 0. */
  readonly isAnomaly: Uint8Array;
  readonly anomalies: number;
  readonly threshold: number;
  /** The rule behind `threshold`, in words. */
  readonly rule: string;
  /** Why the record at a position is unusual, the weightiest reason first. */
  readonly reasons: (row: number) => readonly Reason[];
  /** The words of all reasons, as `Explanations` keeps them. */
  readonly reasonTexts: ReasonTexts;
  readonly history: TrainHistory;
  /** The features and what was learned about them. */
  readonly features: FittedFeatures;
  /** Computes the features of all records once more: a detection does not hold them, so that it fits into memory. */
  readonly matrix: (operation?: LongOperation) => Promise<FeatureMatrix>;
  readonly dropped: readonly DroppedFeature[];
  readonly backend: BackendName;
  readonly seed: number;
}

/** Rows of features in memory at a time. */
const CHUNK = 250_000;
/** Records whose features are read at once and for all; those of more are read a second time while the autoencoder is trained. */
const FEW = 131_072;

/**
 * Finds records that are unlike the rest: features, an autoencoder trained on a seeded uniform sample of the records, a score
 * for each record, and one stated rule for what counts as an anomaly. Unusual is not malicious: it is where to look first.
 * The features stay in the engine, and go through memory some hundred thousand records at a time.
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
  const { connection, records } = traffic;
  const detect = (): Promise<Detection> =>
    fitWith(traffic, options, async (fitted, _, tables) => {
      training.signal?.throwIfAborted();
      const width = fitted.columns.length;
      // By the records, not by the sample of about as many as are trained on: whether it has a few more or less is chance.
      const chosen = { ...defaultAutoencoder(records, width), ...training };
      const { seed, trainRows, trim } = chosen;
      const wanted = records <= FEW ? records : trainRows / (1 - trim);
      const drawn = uniformSample(records, wanted, seed);
      const sample = await readMatrix(connection, tables, fitted, drawn);
      const trained = trainAutoencoder(sample, chosen);
      // Whoever waits for it hears of an error; until somebody does, it is none.
      trained.catch(() => {});
      // Not given the signal: an aborted training still gives scores, which take moments. The engine reads what is to be scored
      // while the autoencoder is trained, which takes one processor.
      const chunks =
        sample.rows === traffic.records ? [sample] : readChunks(connection, tables, fitted, CHUNK);
      const rowIds = new Int32Array(traffic.records);
      const scores = new Float32Array(traffic.records);
      const explanations = explainRecords(traffic.records);
      let done = 0;
      try {
        for await (const matrix of chunks) {
          const scored = await scoreAnomalies(await trained, matrix);
          rowIds.set(matrix.rowIds, done);
          scores.set(scored.scores, done);
          explanations.add(matrix, scored);
          done += matrix.rows;
        }
      } finally {
        // However it ends: nothing goes on in the background, and nothing is left of the model.
        await trained.then(({ model }) => model.dispose()).catch(() => {});
      }
      const { history } = await trained;
      const { threshold, rule } = anomalyRule(scores);
      const isAnomaly = verdicts(scores, { value: threshold });
      return {
        rowIds,
        scores,
        isAnomaly,
        anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
        threshold,
        rule,
        reasons: explanations.reasons,
        reasonTexts: explanations.reasonTexts,
        history,
        features: fitted,
        matrix: (operation) => applyFeatures(fitted, traffic, operation),
        dropped: fitted.dropped,
        backend,
        seed,
      };
    });
  return withMemoryLimit(connection, records, detect);
}
