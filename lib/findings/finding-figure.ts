import { trafficOverTime } from '../analyze/traffic-over-time.js';
import { type Arrival, arrivalRaster } from '../charts/arrival-raster.js';
import type { Figure } from '../charts/figure.js';
import { overTime } from '../charts/over-time.js';
import { ask } from '../engine/ask.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';

/**
 * Draws what a finding is about: the arrivals of its sources, or, where it is about the capture, all traffic over time.
 *
 * @example
 * show(await findingFigure(traffic, ledger.findings[0]));
 */
export async function findingFigure(traffic: Traffic, finding: Finding): Promise<Figure> {
  if (finding.sources.length === 0) return overTime(await trafficOverTime(traffic));
  const arrivals = await ask<Arrival & { readonly records: number }>(
    traffic,
    `select src_ip, creation_time, cast(count(*) as integer) as records from (${finding.evidence.sql}) as found
     group by src_ip, creation_time order by creation_time, src_ip`,
  );
  return arrivalRaster(arrivals);
}
