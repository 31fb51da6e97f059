import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** How often one source asked one port. */
export type SourceValue = {
  readonly source: string;
  readonly country: string | null;
  readonly port: number | null;
  readonly records: number;
};

/**
 * Counts records by source, country and port, for `sourceMatrix` (`lib/sql/investigate/source-values.sql`).
 *
 * @example
 * show(sourceMatrix(await sourceValues(traffic), { by: 'port', rareFirst: true }));
 */
export function sourceValues(traffic: Traffic): Promise<readonly SourceValue[]> {
  return queryWithAddresses<SourceValue>(traffic, 'investigate/source-values');
}
