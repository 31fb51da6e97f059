import { FLOAT, INTEGER } from '@duckdb/node-api';
import type { Traffic } from '../load/traffic.js';
import { captureWindow } from './capture-window.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** What one client did, or all clients of one network, owner or country together. */
export type TrafficProfile = {
  /** The client, network, owner or country; `(unknown)` where it is not known. */
  readonly who: string;
  /** Different client addresses. */
  readonly clients: number;
  /** Null where it is unknown or its clients differ. */
  readonly country: string | null;
  readonly owner: string | null;
  /** Public lists that contain the address; null where there is none or its clients differ. */
  readonly known: string | null;
  /** Clients on such a list. */
  readonly known_clients: number;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Share of all records, and of all bytes in both directions, 0 to 1. */
  readonly record_share: number;
  readonly byte_share: number | null;
  /** Share of 400 or more among the HTTP status codes, 0 to 1; null without a status. */
  readonly error_share: number | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /**
   * Number of windows with records; a window is the window of the capture, or five minutes where that is
   * longer.
   */
  readonly windows_active: number;
  readonly ports: number;
  readonly destinations: number;
  /** Different paths and queries; 0 where the log has none. */
  readonly uris: number;
  /** Highest and mean anomaly score of its records; null without the option `scores`. */
  readonly highest_score: number | null;
  readonly mean_score: number | null;
};

/** Options of `trafficProfiles`. */
export interface TrafficProfilesOptions {
  /** What records are added up by. Default: `'client'`, one row per client address. */
  readonly by?: 'client' | 'network' | 'owner' | 'country';
  /** Maximum number of profiles. Default: 20. */
  readonly limit?: number;
  /** Anomaly scores by record, such as the result of `detectAnomalies`. Default: none. */
  readonly scores?: { readonly rowIds: Int32Array; readonly scores: Float32Array };
}

/**
 * Adds up records by client, network (/24 of IPv4, /48 of IPv6), owner (of the autonomous system) or country
 * (`lib/sql/investigate/profiles.sql`).
 *
 * Owners, public lists, and the countries of records that name none come from `enrichAddresses`. Run it
 * first; without it, they are unknown.
 *
 * @param options `by`, `'client'` by default; `limit`, 20 by default; `scores`
 * @returns one row per client, network, owner or country, those with the most bytes in both directions first
 *
 * @example
 * await enrichAddresses(traffic);
 * show(table(await trafficProfiles(traffic, { by: 'owner' })));
 */
export async function trafficProfiles(
  traffic: Traffic,
  { by = 'client', limit = 20, scores }: TrafficProfilesOptions = {},
): Promise<readonly TrafficProfile[]> {
  const window_seconds = Math.max(300, (await captureWindow(traffic)) ?? 0);
  const profiles = () =>
    queryWithAddresses<TrafficProfile>(traffic, 'investigate/profiles', {
      roll_up: by,
      row_limit: limit,
      window_seconds,
    });
  if (scores === undefined) return profiles();
  const { rowIds, scores: values } = scores;
  const columns = { row_id: { type: INTEGER, values: rowIds }, score: { type: FLOAT, values } };
  const uploaded = await traffic.engine.uploadTable(columns, { name: 'record_scores' });
  return profiles().finally(() => uploaded.drop());
}
