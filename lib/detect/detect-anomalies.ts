import { withMemoryLimit } from '../engine/with-memory-limit.js';
import { applyFeatures } from '../features/apply-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type FeatureOptions, NothingToLearnError, withFittedFeatures } from '../features/fit-features.js';
import type { DroppedFeature, FittedFeatures } from '../features/fitted-features.js';
import { readChunks } from '../features/read-chunks.js';
import { readMatrix, readRowIds } from '../features/read-matrix.js';
import { uniformSample } from '../features/uniform-sample.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { BackendName } from '../models/backend.js';
import type { DetectorDescription, FitOptions } from '../models/detectors/detector.js';
import { type DetectorName, type DetectorOptions, findDetector } from '../models/detectors/registry.js';
import { MAX_FIT_ROWS } from '../models/detectors/sample-rows.js';
import type { TrainHistory } from '../models/train-history.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { checkOptions } from '../text/check-options.js';
import {
  type AnomalyModel,
  type EarlierModel,
  emptyModel,
  fitModel,
  modelOf,
  rarityThreshold,
} from './anomaly-model.js';
import { anomalyRule } from './anomaly-rule.js';
import { addClientEvidence, learnClientEvidence, type RecordClients } from './client-evidence.js';
import { explainRecords, type Reason, type ReasonTexts, reasonsNote } from './explain-records.js';
import { readRecordClients } from './record-clients.js';
import { explainClients, type RecordScores, scoreFeatures } from './score-features.js';
import { flagScores, type Threshold } from './thresholds/threshold.js';

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
  /** The score of each record by itself; the same as `scores` where clients are no evidence. */
  readonly recordScores: Float32Array;
  /** The score of each record's client, one per record; null for a detector without evidence by client. */
  readonly clientScores: Float32Array | null;
  /** The reconstruction error of the autoencoder, one per record; null where it took no part. */
  readonly autoencoderScores: Float32Array | null;
  /** The client of each record; null for a detector without evidence by client. */
  readonly clients: RecordClients | null;
  /** One flag per record: 1 when its score is above `threshold`, else 0. */
  readonly isAnomaly: Uint8Array;
  /** Why there are no scores, in words: all are 0, and no record is flagged. Null where records were scored. */
  readonly notScored: string | null;
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
  /** Everything that gives other records the same scores; `saveModel` writes it. It has no features where records were not scored. */
  readonly model: AnomalyModel;
  /** Of `scoreWith`, the model that was given; null where the model was trained on these records. */
  readonly earlier: EarlierModel | null;
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

/**
 * Options of `detectAnomalies`: the detector, its own options, `seed` (1 by default), `features`, `signal`
 * and `onProgress`.
 */
export type DetectionOptions<Name extends DetectorName = 'consensus'> = {
  /** Name of a detector from `detectors`; `consensus` by default. */
  readonly detector?: Name;
} & DetectorOptions<Name> &
  FeatureOptions;

/** Options of `detectAnomalies` with any detector. */
const OPTIONS = ['detector', 'seed', 'features', 'signal', 'onProgress'];
/** Rows of features in memory at a time. */
export const CHUNK_ROWS = 131_072;
/**
 * Up to this many records, features are read once; otherwise they are read again, in chunks, while the
 * detector is fitted.
 */
const MAX_SINGLE_READ_RECORDS = 131_072;

/**
 * Scores every record by how anomalous it is, and flags anomalies by one stated rule.
 *
 * It computes features, fits a detector on a seeded uniform sample of the records, and scores all of them,
 * some hundred thousand at a time. By default the score of a record takes in what the other records of its
 * client say, where clients explain the scores at all. An anomalous record is not necessarily malicious: it
 * is where to look first.
 *
 * Fewer than two records, or records of which no feature varies, have no scores: `notScored` says why.
 *
 * When `signal` stops the training of a network, the weights reached score the records, and
 * `history.stopped` is `aborted`.
 *
 * @param traffic records in DuckDB; for a table in Trino use `trainOnSample` and `scoreRecords`
 * @param options `detector` and its own options, `seed`, `features`, `signal` and `onProgress`
 * @returns scores, flags and reasons of all records, in input order; `topAnomalies(traffic, detection, { limit: 10 })` lists the highest
 * @throws when there is no detector or option of that name, or a feature is a verdict or label; the signal's reason when
 *   stopped before training
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * const detection = await detectAnomalies(traffic, { seed: 1 });
 * console.log(`${detection.anomalies} anomalies; ${detection.rule}`);
 */
export async function detectAnomalies<Name extends DetectorName = 'consensus'>(
  traffic: Traffic,
  options?: DetectionOptions<Name>,
): Promise<Detection>;
export async function detectAnomalies(
  traffic: Traffic,
  options: { readonly detector?: DetectorName } & FitOptions & FeatureOptions = {},
): Promise<Detection> {
  const { detector: name = 'consensus', features, ...fitOptions } = options;
  const detector = findDetector(name);
  checkOptions('detectAnomalies', options, [...OPTIONS, ...(detector.ownOptions ?? [])]);
  const { signal, seed = 1 } = fitOptions;
  const { records } = traffic;
  const { connection } = requireLocal(traffic).engine;
  const featureOptions = { ...(features && { features }), ...pickOperation(fitOptions) };
  const detect = (): Promise<Detection> =>
    withFittedFeatures(traffic, featureOptions, async (fittedFeatures, _, tables) => {
      signal?.throwIfAborted();
      const fitRows =
        records <= MAX_SINGLE_READ_RECORDS
          ? records
          : (detector.fitRows?.(records, fitOptions) ?? MAX_FIT_ROWS);
      const drawn = uniformSample(records, fitRows, seed);
      const sample = await readMatrix(connection, tables, fittedFeatures, drawn);
      const fitting = fitModel(name, sample, { ...fitOptions, records });
      // Awaiting callers get the error; this only avoids an unhandled rejection.
      fitting.catch(() => {});
      // The engine reads what is to be scored while the detector is fitted, which takes one processor.
      const chunks =
        sample.rows === records ? [sample] : readChunks(connection, tables, fittedFeatures, CHUNK_ROWS);
      try {
        const scored = await scoreFeatures(chunks, records, fitting, signal && { signal });
        const clients = name === 'consensus' ? await readRecordClients(connection, scored.rowIds) : null;
        const fittedModel = await fitting;
        const model = modelOf(fittedModel, {
          detector: name,
          features: fittedFeatures,
          evidence: clients && learnClientEvidence(scored.scores, clients),
          threshold: name === 'consensus' ? rarityThreshold() : thresholdOf(scored.scores),
          seed,
        });
        return detectionOf(traffic, model, scored, clients, reasonsNote(fittedModel.fitted));
      } finally {
        // In every case, wait for the fit to end and free the model.
        await fitting.then(({ fitted }) => fitted.dispose()).catch(() => {});
      }
    });
  try {
    return await withMemoryLimit(connection, records, detect);
  } catch (error) {
    if (!(error instanceof NothingToLearnError)) throw error;
    const scores = new Float32Array(records);
    const rowIds = await readRowIds(connection, 'true', 'traffic');
    const scored = { rowIds, scores, autoencoderScores: null, explanations: explainRecords(records) };
    return detectionOf(traffic, emptyModel(name, seed, error), scored, null, null, null, error.message);
  }
}

const thresholdOf = (scores: Float32Array): Threshold => {
  const { threshold, rule } = anomalyRule(scores);
  return { value: threshold, rule };
};

/**
 * Makes a detection of scored records: adds the evidence by client, flags anomalies, and completes reasons.
 *
 * @param clients the client of each record; null for a detector that scores records by themselves
 * @param note completes “Reasons are …” where they are not the largest parts of the score
 * @param earlier the model, where it was trained on other records
 * @param notScored why there are no scores; null where there are
 */
export function detectionOf(
  traffic: Traffic,
  model: AnomalyModel,
  { rowIds, scores: recordScores, autoencoderScores, explanations }: RecordScores,
  clients: RecordClients | null,
  note: string | null,
  earlier: EarlierModel | null = null,
  notScored: string | null = null,
): Detection {
  const { evidence, threshold, training, features } = model;
  const byClient = clients && evidence ? addClientEvidence(recordScores, clients, evidence) : null;
  if (byClient) explainClients(explanations, byClient, clients!, evidence!);
  const scores = byClient?.scores ?? recordScores;
  const isAnomaly = flagScores(scores, threshold);
  return {
    rowIds,
    detector: model.detector,
    description: findDetector(model.detector).describe(features.columns.length, model.state),
    scores,
    recordScores,
    clientScores: byClient?.clientScores ?? null,
    autoencoderScores,
    clients,
    isAnomaly,
    notScored,
    anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
    threshold: threshold.value,
    rule: threshold.rule,
    reasons: explanations.reasons,
    reasonTexts: explanations.reasonTexts,
    reasonsNote: note,
    model,
    earlier,
    history: training?.history ?? null,
    features,
    matrix: (options) => applyFeatures(traffic, features, options),
    dropped: features.dropped,
    backend: training?.backend ?? null,
    seed: model.seed,
  };
}
