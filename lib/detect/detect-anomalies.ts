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

/** What was found in traffic. Arrays are in the order of `rowIds`, which is that of the input. */
export interface Detection {
  readonly rowIds: Int32Array;
  /** The detector that scored them. */
  readonly detector: DetectorName;
  /** What its score is and how it works. */
  readonly description: DetectorDescription;
  /** One a record: higher is more unusual. What it measures is in `description`. */
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
  /** What the reasons are, as in “Reasons are …”, where they are not the largest parts of the score; else null. */
  readonly reasonsNote: string | null;
  /** How a network was trained; null for a detector that trains none. */
  readonly history: TrainHistory | null;
  /** The features and what was learned about them. */
  readonly features: FittedFeatures;
  /** Computes the features of all records once more: a detection does not hold them, so that it fits into memory. */
  readonly matrix: (operation?: LongOperation) => Promise<FeatureMatrix>;
  readonly dropped: readonly DroppedFeature[];
  /** What computed the network; null where there is none. */
  readonly backend: BackendName | null;
  readonly seed: number;
}

/** What a detector that trains a network found. */
export interface NetworkDetection extends Detection {
  readonly history: TrainHistory;
  readonly backend: BackendName;
}

/** Which detector is used, and its options: all but `detector`, `features` and `seed` depend on it. */
export type DetectionOptions<Name extends DetectorName = 'autoencoder'> = {
  /** Name of a detector of the registry; the autoencoder when left out. */
  readonly detector?: Name;
} & DetectorOptions<Name> &
  FeatureOptions &
  LongOperation;

/** Rows of features in memory at a time. */
const CHUNK_ROWS = 250_000;
/** Records whose features are read at once and for all; those of more are read a second time while the detector is fitted. */
const MAX_SINGLE_READ_RECORDS = 131_072;

/**
 * Finds records that are unlike the rest: features, a detector fitted on a seeded uniform sample of the records, a score
 * for each record, and one stated rule for what counts as an anomaly. Unusual is not malicious: it is where to look first.
 * The features stay in the engine, and go through memory some hundred thousand records at a time.
 *
 * Aborted by `signal` while a network is trained, it goes on with the best model so far and says so in `history.stopped`.
 *
 * @param options `detector` by its name, and its own options (of the autoencoder, whatever differs from `defaultAutoencoder`); `seed`;
 *   `features` to choose among them
 * @throws when there is no detector of that name, listing those there are; when aborted before training, when there are fewer than two records, when nothing varies, or when a verdict is asked for as a feature
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * const found = await detectAnomalies(traffic, { seed: 1 });
 * console.log(`${found.anomalies} anomalies; ${found.rule}`);
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
          // A network's aborted training still gives scores, which take moments.
          const stop = fitted.training || !signal ? {} : { signal };
          const scored = await explainScores(matrix, fitted, stop);
          rowIds.set(matrix.rowIds, done);
          scores.set(scored.scores, done);
          explanations.add(matrix, scored);
          done += matrix.rows;
        }
      } finally {
        // However it ends: nothing goes on in the background, and nothing is left of the model.
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
        matrix: (operation) => applyFeatures(traffic, fittedFeatures, operation),
        dropped: fittedFeatures.dropped,
        backend: training?.backend ?? null,
        seed,
      };
    });
  return withMemoryLimit(connection, records, detect);
}
