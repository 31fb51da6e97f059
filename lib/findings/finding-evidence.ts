import { trafficOverTime } from '../analyze/traffic-over-time.js';
import { type Arrival, arrivalRaster } from '../charts/arrival-raster.js';
import type { Figure } from '../charts/figure.js';
import { trafficTimeline } from '../charts/traffic-timeline.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';

/** SQL, records and figure of a finding. */
export interface FindingEvidence {
  /** SELECT that lists its records, for any SQL shell. */
  readonly sql: string;
  /** In order of time, at most `limit`. */
  readonly records: readonly FindingRecord[];
  readonly figure: Figure;
}

/** Options of {@link findingEvidence} and {@link findingRecords}. */
export interface FindingEvidenceOptions {
  /** Maximum number of records, the earliest first; 10,000 by default. */
  readonly limit?: number;
}

/**
 * Returns the evidence of a finding: its SQL, its records and a figure of them.
 *
 * @param finding one of `investigate(traffic)` on the same traffic
 * @param options `limit`
 *
 * @example
 * const { sql, records, figure } = await findingEvidence(traffic, ledger.findings[0]);
 * console.log(sql);
 * show(table(records.slice(0, 10)));
 * show(figure);
 */
export async function findingEvidence(
  traffic: Traffic,
  finding: Finding,
  options: FindingEvidenceOptions = {},
): Promise<FindingEvidence> {
  return {
    sql: finding.evidence.sql,
    records: await findingRecords(traffic, finding, options),
    figure: await findingFigure(traffic, finding),
  };
}

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
 * Reads the records of a finding with the SQL in its evidence, the earliest first.
 *
 * @param finding one of `investigate(traffic)` on the same traffic
 * @param options `limit`
 *
 * @example
 * show(table(await findingRecords(traffic, ledger.findings[0], { limit: 20 })));
 */
export function findingRecords(
  traffic: Traffic,
  finding: Finding,
  { limit = 10_000 }: FindingEvidenceOptions = {},
): Promise<readonly FindingRecord[]> {
  return traffic.engine.query<FindingRecord>(`${finding.evidence.sql}\nlimit $limit`, { limit });
}

/**
 * Draws the records of a finding as arrivals of its clients; for a finding about the capture, all traffic
 * over time.
 *
 * @param finding one of `investigate(traffic)` on the same traffic
 *
 * @example
 * show(await findingFigure(traffic, ledger.findings[0]));
 */
export async function findingFigure(traffic: Traffic, finding: Finding): Promise<Figure> {
  if (finding.clients.length === 0) return trafficTimeline(await trafficOverTime(traffic));
  const arrivals = await traffic.engine.query<
    Arrival & { readonly records: number }
  >(`select src_ip, creation_time, cast(count(*) as integer) as records from (${finding.evidence.sql}) as found
     group by src_ip, creation_time order by creation_time, src_ip`);
  return arrivalRaster(arrivals);
}
