import { VARCHAR } from '@duckdb/node-api';
import type { Engine } from '../engine/engine.js';
import { behindMasks } from '../load/redact/behind-masks.js';

/**
 * Creates a table with the address (`address`) behind each mask (`ip`) of redacted traffic, for as long as
 * `use` runs. Owners and lists are looked up by the addresses; results contain only the masks.
 *
 * @param use gets the name of the table, or null if the traffic is not redacted
 */
export async function withUnmasked<Result>(
  engine: Engine,
  use: (unmasked: string | null) => Promise<Result>,
): Promise<Result> {
  const masks = behindMasks(engine);
  if (masks === undefined) return use(null);
  const [ips, addresses] = [[...masks.addresses.keys()], [...masks.addresses.values()]];
  const columns = { ip: { type: VARCHAR, values: ips }, address: { type: VARCHAR, values: addresses } };
  const unmasked = await engine.uploadTable(columns, { name: 'unmasked' });
  return use(unmasked.name).finally(() => unmasked.drop());
}
