import { FLOAT, INTEGER } from '@duckdb/node-api';
import type { Traffic } from '../load/traffic.js';
import { captureWindow } from './capture-window.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** What one source did, or all sources of one network, owner or country. */
export type TrafficProfile = {
  /** The source, network, owner or country; `(unknown)` where it is not known. */
  readonly who: string;
  readonly sources: number;
  /** Null where its sources differ, or nobody knows. */
  readonly country: string | null;
  readonly owner: string | null;
  /** On which public lists it is; null where none or its sources differ. */
  readonly known: string | null;
  /** Sources that are on such a list. */
  readonly known_sources: number;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Of all records, and of all bytes in both directions, 0 to 1. */
  readonly record_share: number;
  readonly byte_share: number | null;
  /** Of its answers with a status, those with 400 or more, 0 to 1; null without a status. */
  readonly error_share: number | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  /** Windows in which it has records: the capture's own, of five minutes at least. */
  readonly windows_active: number;
  readonly ports: number;
  readonly destinations: number;
  /** Different paths and queries; 0 where the log has none. */
  readonly uris: number;
  /** Of its records; null where no scores were given. */
  readonly highest_score: number | null;
  readonly mean_score: number | null;
};

/** What `trafficProfiles` may be told. */
export interface ProfileOptions {
  /** Whose records are added up; each source by itself when left out. */
  readonly by?: 'source' | 'network' | 'owner' | 'country';
  /** Profiles at most, those with the most bytes first; 20 when left out. */
  readonly most?: number;
  /** A detector's scores, as `detectAnomalies` gives them. */
  readonly scores?: { readonly rowIds: Int32Array; readonly scores: Float32Array };
}

/**
 * Profiles sources, or rolls them up to networks (/24 of IPv4, /48 of IPv6), owners (of autonomous systems) or countries
 * (`lib/sql/investigate/profiles.sql`). Owners, lists, and countries that no record names, come from `enrichAddresses`;
 * without it they are unknown.
 *
 * @example
 * await enrichAddresses(traffic);
 * show(table(await trafficProfiles(traffic, { by: 'owner' })));
 */
export async function trafficProfiles(
  traffic: Traffic,
  { by = 'source', most = 20, scores }: ProfileOptions = {},
): Promise<readonly TrafficProfile[]> {
  const window_seconds = Math.max(300, (await captureWindow(traffic)) ?? 0);
  const profiles = () =>
    queryWithAddresses<TrafficProfile>(traffic, 'investigate/profiles', {
      roll_up: by,
      most,
      window_seconds,
    });
  if (scores === undefined) return profiles();
  const { rowIds, scores: values } = scores;
  const columns = { row_id: { type: INTEGER, values: rowIds }, score: { type: FLOAT, values } };
  const uploaded = await traffic.engine.uploadTable(columns, { name: 'record_scores' });
  return profiles().finally(() => uploaded.drop());
}
