import type * as tf from '@tensorflow/tfjs';
import { query } from '../../engine/query.js';
import type { FittedFeatures } from '../../features/fitted-features.js';
import type { Traffic } from '../../load/traffic.js';
import { backendName } from '../../models/backend.js';
import { fingerprint, sha256 } from '../../models/saved-model.js';

/** Tells records apart from any others: the exclusive or of a hash of 64 bits of each, its number included. */
export async function trafficFingerprint({ connection }: Traffic): Promise<string> {
  const [found] = await query<{ every: string }>(
    connection,
    'select cast(bit_xor(hash(r)) as varchar) as every from traffic as r',
  );
  return found!.every;
}

/** Tells a model with its features apart from any other, and the backend that it runs on. */
export function detectorFingerprint(model: tf.LayersModel, features: FittedFeatures): string {
  const weights = model
    .getWeights()
    .map((weight) => fingerprint(weight.dataSync<'float32'>() as Float32Array));
  return sha256(JSON.stringify([backendName(), weights, features]));
}
