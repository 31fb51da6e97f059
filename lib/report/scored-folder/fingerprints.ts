import type * as tf from '@tensorflow/tfjs';
import type { Engine } from '../../engine/engine.js';
import { featureColumns } from '../../features/fetched-slices.js';
import type { FittedFeatures } from '../../features/fitted-features.js';
import { backendName } from '../../models/backend.js';
import { fingerprint, sha256 } from '../../models/saved-model.js';

/**
 * Tells records apart from any others: the exclusive or of a hash of 64 bits of each, its number included. Of
 * records that stay elsewhere it is the sum of such hashes, of the columns that a score depends on, and
 * without a number that is no column there.
 */
export async function trafficFingerprint(engine: Engine): Promise<string> {
  const columns = [
    ...featureColumns.map(({ name }) => name),
    ...((await engine.hasTable('row_numbers')) ? ['row_id'] : []),
  ];
  return engine.fingerprint('traffic', columns);
}

/** Tells a model with its features apart from any other, and the backend that it runs on. */
export function detectorFingerprint(models: readonly tf.LayersModel[], features: FittedFeatures): string {
  const weights = models
    .flatMap((model) => model.getWeights())
    .map((weight) => fingerprint(weight.dataSync<'float32'>() as Float32Array));
  return sha256(JSON.stringify([backendName(), weights, features]));
}
