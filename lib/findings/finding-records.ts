import { ask } from '../engine/ask.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';

/** A record of a finding: the columns of `traffic`. */
export type FindingRecord = {
  readonly row_id: number;
  readonly src_ip: string;
  readonly creation_time: Date;
  readonly end_time: Date | null;
  readonly bytes_in: bigint | null;
  readonly bytes_out: bigint | null;
  readonly response_code: number | null;
  readonly dst_ip: string | null;
  readonly dst_port: number | null;
};

/**
 * Fetches the records behind a finding, the earliest first, by the SQL in its evidence.
 *
 * @param options.most records at most; 10,000 when left out
 *
 * @example
 * show(table(await findingRecords(traffic, ledger.findings[0]), { most: 20 }));
 */
export function findingRecords(
  traffic: Traffic,
  finding: Finding,
  { most = 10_000 }: { readonly most?: number } = {},
): Promise<readonly FindingRecord[]> {
  return ask<FindingRecord>(traffic, `${finding.evidence.sql}\nlimit $most`, { most });
}
