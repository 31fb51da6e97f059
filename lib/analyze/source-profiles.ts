import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one source did. */
export type SourceProfile = {
  readonly src_ip: string;
  readonly country: string | null;
  readonly records: number;
  /** Bytes received from it; null where no record says. */
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Different destination ports. */
  readonly ports: number;
  /** Different destination addresses. */
  readonly destinations: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/**
 * Lists the sources that moved the most bytes.
 *
 * @param options `most`: how many, 20 when left out
 *
 * @example
 * show(table(await sourceProfiles(traffic, { most: 10 })));
 */
export function sourceProfiles(
  traffic: Traffic,
  { most = 20 }: { readonly most?: number } = {},
): Promise<readonly SourceProfile[]> {
  return query<SourceProfile>(traffic.connection, sqlFile('sources'), { most });
}
