import { trafficOverTime } from '../analyze/traffic-over-time.js';
import { arrivalRaster } from '../charts/arrival-raster.js';
import type { Figure } from '../charts/figure.js';
import { overTime } from '../charts/over-time.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';
import { findingRecords } from './finding-records.js';

/**
 * Draws what a finding is about: the arrivals of its sources, or, where it is about the capture, all traffic over time.
 *
 * @example
 * show(await findingFigure(traffic, ledger.findings[0]));
 */
export async function findingFigure(traffic: Traffic, finding: Finding): Promise<Figure> {
  return finding.sources.length === 0
    ? overTime(await trafficOverTime(traffic))
    : arrivalRaster(await findingRecords(traffic, finding));
}
