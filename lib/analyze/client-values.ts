import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** How often one source asked one port. */
export type ClientValue = {
  readonly source: string;
  readonly country: string | null;
  readonly port: number | null;
  readonly records: number;
};

/**
 * Counts records by source, country and port, for `clientHeatmap` (`lib/sql/investigate/source-values.sql`).
 *
 * @example
 * show(clientHeatmap(await clientValues(traffic), { by: 'port', rareFirst: true }));
 */
export function clientValues(traffic: Traffic): Promise<readonly ClientValue[]> {
  return queryWithAddresses<ClientValue>(traffic, 'investigate/source-values');
}
