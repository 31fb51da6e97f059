import { trafficOverTime } from '../analyze/traffic-over-time.js';
import { type Arrival, arrivalRaster } from '../charts/arrival-raster.js';
import type { Figure } from '../charts/figure.js';
import { trafficTimeline } from '../charts/traffic-timeline.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';

/** What a finding rests on. */
export interface FindingEvidence {
  /** SELECT that lists its records, for any SQL shell. */
  readonly sql: string;
  readonly records: readonly FindingRecord[];
  readonly figure: Figure;
}

/**
 * Goes from a finding to what it rests on: its SQL, its records and a figure of them.
 *
 * @param options.most records at most, the earliest first; 10,000 when left out
 *
 * @example
 * const { sql, records, figure } = await findingEvidence(traffic, ledger.findings[0]);
 * console.log(sql);
 * show(table(records, { most: 10 }));
 * show(figure);
 */
export async function findingEvidence(
  traffic: Traffic,
  finding: Finding,
  options: { readonly most?: number } = {},
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
  return traffic.engine.query<FindingRecord>(`${finding.evidence.sql}\nlimit $most`, { most });
}

/**
 * Draws what a finding is about: the arrivals of its sources, or, where it is about the capture, all traffic over time.
 *
 * @example
 * show(await findingFigure(traffic, ledger.findings[0]));
 */
export async function findingFigure(traffic: Traffic, finding: Finding): Promise<Figure> {
  if (finding.sources.length === 0) return trafficTimeline(await trafficOverTime(traffic));
  const arrivals = await traffic.engine.query<
    Arrival & { readonly records: number }
  >(`select src_ip, creation_time, cast(count(*) as integer) as records from (${finding.evidence.sql}) as found
     group by src_ip, creation_time order by creation_time, src_ip`);
  return arrivalRaster(arrivals);
}
