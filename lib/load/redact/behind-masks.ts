import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbEngine } from '../../engine/duckdb-engine.js';
import type { Engine } from '../../engine/engine.js';

/** What stands behind masks, by mask. */
export interface BehindMasks {
  readonly addresses: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** In no table and in no value that is shown: nothing that an analyst asks or writes can hold it. */
const behind = new WeakMap<Engine, BehindMasks>();

/** Keeps what stands behind the masks of a connection's traffic, for as long as the connection lives. */
export function keepBehindMasks(connection: DuckDBConnection, masks: BehindMasks): void {
  behind.set(duckdbEngine(connection), masks);
}

/**
 * What stands behind the masks of redacted traffic; undefined where nothing is masked. For questions whose answer says
 * nothing of the original, such as the owner of an address or the rule that a request hits.
 */
export function behindMasks(engine: Engine): BehindMasks | undefined {
  return behind.get(engine);
}
