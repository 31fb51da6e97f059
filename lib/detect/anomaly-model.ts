import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { NothingToLearnError } from '../features/fit-features.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import type {
  DetectorState,
  FitOptions,
  FittedDetector,
  LeftOut,
  Training,
} from '../models/detectors/detector.js';
import { type DetectorName, findDetector } from '../models/detectors/registry.js';
import { featureBins } from '../models/feature-bins.js';
import type { Drift } from '../models/measure-drift.js';
import type { FeatureBins } from '../models/saved-model.js';
import type { ClientEvidence } from './client-evidence.js';
import type { Threshold } from './thresholds/threshold.js';
import { learnTails, type ValueTails } from './value-tails.js';

/** Everything that gives other records the same scores: plain data, which `saveModel` writes to files. */
export type AnomalyModel = {
  readonly kind: 'anomalies';
  /** Name of the detector. */
  readonly detector: DetectorName;
  /** Features with the frequencies, medians and scales of the training records. */
  readonly features: FittedFeatures;
  /** State of the fitted detector, with the weights of networks. */
  readonly state: DetectorState;
  /** How rare high and low values of the features are, for the texts of reasons. */
  readonly tails: ValueTails;
  /** How much the client of a record counts; null for a detector that scores records by themselves. */
  readonly evidence: ClientEvidence | null;
  /** The score above which a record is an anomaly. */
  readonly threshold: Threshold;
  /** Detectors of the consensus that could not be fitted, with the reasons. */
  readonly leftOut: readonly LeftOut[];
  /** Training of the network; null for a detector without one. */
  readonly training: Training | null;
  /** Share of the training records in each bin of each feature, for `measureDrift`. */
  readonly reference: readonly FeatureBins[];
  /** Seed of the sample and the detector. */
  readonly seed: number;
};

/** A model that was trained on other records than those it scores, and how they differ from those. */
export interface EarlierModel {
  /** Name of its folder; null for a model that was in no folder. */
  readonly name: string | null;
  /** Number of records that it was trained on. */
  readonly records: number;
  /** Columns of which the model has features and the records have no value; these features count as the median. */
  readonly missing: readonly string[];
  /** How much each other feature has changed since training, the most changed first. */
  readonly drift: readonly Drift[];
}

/** What a detector learns from a sample of records, before all records are scored. */
export interface FittedModel {
  readonly fitted: FittedDetector;
  readonly tails: ValueTails;
  readonly reference: readonly FeatureBins[];
}

/** One record in so many is an anomaly, by the default detector. */
export const ANOMALY_RARITY = 200;

/**
 * The threshold of scores that are ln(1 / share of records): one training record in 200 has a higher one.
 *
 * @example
 * rarityThreshold().value; // 5.298…
 */
export const rarityThreshold = (): Threshold => ({
  value: Math.log(ANOMALY_RARITY),
  rule: `is_anomaly where anomaly_score is above ${Math.log(ANOMALY_RARITY).toFixed(2)}: one training record in ${ANOMALY_RARITY} has so high a score`,
});

/**
 * Fits a detector on a sample of records.
 *
 * @param matrix features of the sample, records × features
 * @param options `seed`, `records`, options of the detector, `signal` and `onProgress`
 * @throws as the detector does
 */
export async function fitModel(
  name: DetectorName,
  matrix: FeatureMatrix,
  options: FitOptions,
): Promise<FittedModel> {
  const fitted = await findDetector(name).fit(matrix, options);
  return { fitted, tails: learnTails(matrix), reference: featureBins(matrix) };
}

/**
 * Makes the plain data of a fitted model, which stay when the detector is disposed.
 *
 * @param parts what was learned beside the detector, and the name and seed that it was fitted with
 */
export const modelOf = (
  { fitted, tails, reference }: FittedModel,
  parts: Pick<AnomalyModel, 'detector' | 'features' | 'evidence' | 'threshold' | 'seed'>,
): AnomalyModel => ({
  kind: 'anomalies',
  ...parts,
  state: fitted.state(),
  tails,
  leftOut: fitted.leftOut ?? [],
  training: fitted.training ?? null,
  reference,
});

/**
 * Makes the model of records that nothing can be learned from: no features, no state, no anomalies.
 *
 * @param error why nothing can be learned, with the features that were left out
 */
export const emptyModel = (
  detector: DetectorName,
  seed: number,
  { dropped }: NothingToLearnError,
): AnomalyModel => ({
  kind: 'anomalies',
  detector,
  features: { records: 0, windowSeconds: 0, frequencies: [], columns: [], dropped },
  state: {},
  tails: { records: 0, counts: new Int32Array(), high: new Float32Array(), low: new Float32Array() },
  evidence: null,
  threshold: { ...rarityThreshold(), rule: 'no record is an anomaly, since none has a score' },
  leftOut: [],
  training: null,
  reference: [],
  seed,
});
