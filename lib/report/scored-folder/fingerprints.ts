import type { AnomalyModel } from '../../detect/anomaly-model.js';
import type { Engine } from '../../engine/engine.js';
import { featureColumns } from '../../features/fetched-slices.js';
import { backendName } from '../../models/backend.js';
import { packState } from '../../models/detector-state.js';
import { sha256 } from '../../models/saved-model.js';

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

/**
 * Tells a model apart from any other, and the backend that it runs on. The threshold does not count: the
 * manifest has it.
 */
export function modelFingerprint({ detector, state, features, tails, evidence }: AnomalyModel): string {
  const { json, arrays } = packState({ detector, state, features, tails, evidence });
  return sha256(`${backendName()}${sha256(json)}${sha256(arrays)}`);
}
