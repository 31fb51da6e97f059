import { withMemoryLimit } from '../engine/with-memory-limit.js';
import { applyFeatures } from '../features/apply-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type FeatureOptions, withFittedFeatures } from '../features/fit-features.js';
import type { DroppedFeature, FittedFeatures } from '../features/fitted-features.js';
import { readChunks } from '../features/read-chunks.js';
import { readMatrix } from '../features/read-matrix.js';
import { uniformSample } from '../features/uniform-sample.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { BackendName } from '../models/backend.js';
import type { DetectorDescription, FitOptions } from '../models/detectors/detector.js';
import { type DetectorName, type DetectorOptions, findDetector } from '../models/detectors/registry.js';
import { MAX_FIT_ROWS } from '../models/detectors/sample-rows.js';
import type { TrainHistory } from '../models/train-history.js';
import type { LongOperation } from '../progress/long-operation.js';
import { anomalyRule } from './anomaly-rule.js';
import {
  explainRecords,
  explainScores,
  type Reason,
  type ReasonTexts,
  reasonsNote,
} from './explain-records.js';
import { applyThreshold } from './thresholds/threshold.js';

/**
 * Anomaly scores of the records of some traffic. Every array has one element per record, in input order:
 * position `i` of `scores` and `isAnomaly` is the record with `row_id` `rowIds[i]`.
 */
export interface Detection {
  /** `row_id` of each record in the table `traffic`. */
  readonly rowIds: Int32Array;
  /** Name of the detector. */
  readonly detector: DetectorName;
  /** What its score measures and how it works, in words. */
  readonly description: DetectorDescription;
  /** One score per record, higher is more anomalous; `description` states what it measures. */
  readonly scores: Float32Array;
  /** One flag per record: 1 when its score is above `threshold`, else 0. */
  readonly isAnomaly: Uint8Array;
  /** Number of records flagged in `isAnomaly`. */
  readonly anomalies: number;
  /** The score above which a record is an anomaly. */
  readonly threshold: number;
  /** How `threshold` was chosen, in words. */
  readonly rule: string;
  /** Returns the reasons for the score of the record at a position of the arrays, the largest first. */
  readonly reasons: (row: number) => readonly Reason[];
  /** The texts of all reasons, each stored once. */
  readonly reasonTexts: ReasonTexts;
  /** Completes “Reasons are …” where they are not the largest parts of the score; else null. */
  readonly reasonsNote: string | null;
  /** Losses in the training of a network; null for a detector without one. */
  readonly history: TrainHistory | null;
  /** The features, with the frequencies, medians and scales that were fitted on the records. */
  readonly features: FittedFeatures;
  /**
   * Computes the features of all records again, records × features: a detection does not keep them in memory.
   */
  readonly matrix: (options?: LongOperation) => Promise<FeatureMatrix>;
  /** Features that were left out, each with the reason. */
  readonly dropped: readonly DroppedFeature[];
  /** TensorFlow.js backend of the network; null for a detector without one. */
  readonly backend: BackendName | null;
  /** Seed of the sample and the detector. */
  readonly seed: number;
}

/** A detection by a detector that trains a network. */
export interface NetworkDetection extends Detection {
  readonly history: TrainHistory;
  readonly backend: BackendName;
}

/**
 * Options of `detectAnomalies`: the detector, its own options, `seed` (1 by default), `features`, `signal`
 * and `onProgress`.
 */
export type DetectionOptions<Name extends DetectorName = 'autoencoder'> = {
  /** Name of a detector from `detectors`; `autoencoder` by default. */
  readonly detector?: Name;
} & DetectorOptions<Name> &
  FeatureOptions;

/** Rows of features in memory at a time. */
const CHUNK_ROWS = 131_072;
/**
 * Up to this many records, features are read once; otherwise they are read again, in chunks, while the
 * detector is fitted.
 */
const MAX_SINGLE_READ_RECORDS = 131_072;

/**
 * Scores every record by how anomalous it is, and flags anomalies by one stated rule.
 *
 * It computes features, fits a detector on a seeded uniform sample of the records, and scores all of them,
 * some hundred thousand at a time. An anomalous record is not necessarily malicious: it is where to look
 * first.
 *
 * When `signal` stops the training of a network, the weights reached score the records, and
 * `history.stopped` is `aborted`.
 *
 * @param traffic records in DuckDB; for a table in Trino use `trainOnSample` and `scoreRecords`
 * @param options `detector` and its own options (those of the autoencoder: settings that differ from
 *   `defaultAutoencoder`), `seed`, `features`, `signal` and `onProgress`
 * @returns scores, flags and reasons of all records, in input order; `topAnomalies(traffic, detection, { limit: 10 })` lists the highest
 * @throws when there is no detector of that name, fewer than two records or no feature that varies; when a
 *   feature is a verdict or label; the signal's reason when stopped before training
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * const detection = await detectAnomalies(traffic, { seed: 1 });
 * console.log(`${detection.anomalies} anomalies; ${detection.rule}`);
 */
export async function detectAnomalies<Name extends DetectorName = 'autoencoder'>(
  traffic: Traffic,
  options?: DetectionOptions<Name>,
): Promise<Name extends 'autoencoder' ? NetworkDetection : Detection>;
export async function detectAnomalies(
  traffic: Traffic,
  options: { readonly detector?: DetectorName } & FitOptions & FeatureOptions = {},
): Promise<Detection> {
  const { detector: name = 'autoencoder', features, ...fitOptions } = options;
  const detector = findDetector(name);
  const { signal, onProgress, seed = 1 } = fitOptions;
  const { records } = traffic;
  const { connection } = requireLocal(traffic).engine;
  const featureOptions = {
    ...(features && { features }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
  const detect = (): Promise<Detection> =>
    withFittedFeatures(traffic, featureOptions, async (fittedFeatures, _, tables) => {
      signal?.throwIfAborted();
      const fitRows =
        records <= MAX_SINGLE_READ_RECORDS
          ? records
          : (detector.fitRows?.(records, fitOptions) ?? MAX_FIT_ROWS);
      const sample = await readMatrix(
        connection,
        tables,
        fittedFeatures,
        uniformSample(records, fitRows, seed),
      );
      const fitting = detector.fit(sample, { ...fitOptions, records });
      // Awaiting callers get the error; this only avoids an unhandled rejection.
      fitting.catch(() => {});
      // The engine reads what is to be scored while the detector is fitted, which takes one processor.
      const chunks =
        sample.rows === records ? [sample] : readChunks(connection, tables, fittedFeatures, CHUNK_ROWS);
      const rowIds = new Int32Array(records);
      const scores = new Float32Array(records);
      const explanations = explainRecords(records);
      let done = 0;
      try {
        for await (const matrix of chunks) {
          const fitted = await fitting;
          // After a network's training was stopped, the weights reached still score all records, which takes
          // moments.
          const stop = fitted.training || !signal ? {} : { signal };
          const scored = await explainScores(matrix, fitted, stop);
          rowIds.set(matrix.rowIds, done);
          scores.set(scored.scores, done);
          explanations.add(matrix, scored);
          done += matrix.rows;
        }
      } finally {
        // In every case, wait for the fit to end and free the model.
        await fitting.then((fitted) => fitted.dispose()).catch(() => {});
      }
      const fitted = await fitting;
      const { training } = fitted;
      const { threshold, rule } = detector.anomalyRule ?? anomalyRule(scores);
      const isAnomaly = applyThreshold(scores, { value: threshold });
      return {
        rowIds,
        detector: detector.name,
        description: detector.describe(fittedFeatures.columns.length),
        scores,
        isAnomaly,
        anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
        threshold,
        rule,
        reasons: explanations.reasons,
        reasonTexts: explanations.reasonTexts,
        reasonsNote: reasonsNote(fitted),
        history: training?.history ?? null,
        features: fittedFeatures,
        matrix: (matrixOptions) => applyFeatures(traffic, fittedFeatures, matrixOptions),
        dropped: fittedFeatures.dropped,
        backend: training?.backend ?? null,
        seed,
      };
    });
  return withMemoryLimit(connection, records, detect);
}
