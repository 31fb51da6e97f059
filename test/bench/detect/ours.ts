import { detectAnomalies } from '../../../lib/detect/detect-anomalies.js';
import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import type { Traffic } from '../../../lib/load/traffic.js';
import { detectors } from '../../../lib/models/detectors/registry.js';
import type { Scores } from './scores.js';

/** What `detectAnomalies` without a detector's name returns, which may have parts that come with evidence by client. */
export interface DefaultDetection {
  readonly scores: ArrayLike<number>;
  readonly isAnomaly: Uint8Array;
  /** Scores without the evidence of the client, one per record. */
  readonly recordScores?: ArrayLike<number> | null;
  /** Score of each record's client, one per record. */
  readonly clientScores?: ArrayLike<number> | null;
}

/** Detects with the default detector. */
export async function detectByDefault(traffic: Traffic, seed: number): Promise<DefaultDetection> {
  const detection: DefaultDetection = await detectAnomalies(traffic, { seed });
  for (const name of ['recordScores', 'clientScores'] as const)
    if (detection[name] && detection[name].length !== traffic.records)
      throw new Error(`The bench expects one of ${name} per record; there are ${detection[name].length}.`);
  return detection;
}

/** Scores of all records by each unsupervised detector of the registry. */
export async function ourScores(matrix: FeatureMatrix, seeds: number): Promise<readonly Scores[]> {
  const found: Scores[] = [];
  for (const { name, fit } of detectors) {
    for (let seed = 1; seed <= seeds; seed++) {
      const fitted = await fit(matrix, { seed });
      found.push({ detector: name, features: 'ours', seed, values: await fitted.score(matrix) });
      fitted.dispose();
    }
  }
  return found;
}
