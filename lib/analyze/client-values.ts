import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** How many records one client sent to one port from one country. */
export type ClientValue = {
  readonly src_ip: string;
  readonly country: string | null;
  readonly port: number | null;
  readonly records: number;
};

/**
 * Counts records by client, country and port (`lib/sql/investigate/client-values.sql`).
 *
 * @returns one row per combination, those with the most records first; `clientHeatmap` draws them
 *
 * @example
 * show(clientHeatmap(await clientValues(traffic), { by: 'port', rareFirst: true }));
 */
export function clientValues(traffic: Traffic): Promise<readonly ClientValue[]> {
  return queryWithAddresses<ClientValue>(traffic, 'investigate/client-values');
}
