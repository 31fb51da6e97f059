import { anomalousPeriods } from '../analyze/anomalous-periods.js';
import type { CaptureGap } from '../analyze/capture-gaps.js';
import { regularClients } from '../analyze/regular-clients.js';
import { timeBaseline } from '../analyze/time-baseline.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { utc } from '../text/utc.js';
import type { FindingDraft } from './finding.js';

/** As regular as a clock, in every one of its scores on average (assumed). */
const REGULAR = 0.95;

/**
 * Drafts what is about rhythm and accuses nobody: clients like clocks, and hours unlike the same hour elsewhen.
 *
 * @param gaps of the capture
 */
export async function draftTime(
  traffic: Traffic,
  gaps: readonly CaptureGap[],
): Promise<readonly FindingDraft[]> {
  const clients = (await regularClients(traffic, { least: REGULAR })).filter(({ testable }) => testable);
  const baseline = await timeBaseline(traffic, { gaps });
  return [
    ...clients.map(
      (client): FindingDraft => ({
        kind: 'regular client',
        sources: [client.src_ip],
        from: client.first_seen,
        to: client.last_seen,
        sentence: `${client.src_ip} comes every ${duration(client.period)} (${count(client.records, 'record')}, regularity ${client.score.toFixed(2)} of 1): inbound, so a monitor or poller until there is more evidence.`,
        numbers: {
          period: client.period,
          mad: client.mad,
          records: client.records,
          score: client.score,
          prevalence: client.prevalence,
        },
        surprise: null,
      }),
    ),
    ...anomalousPeriods(baseline).map(
      ({ from, to, direction, records, usual, distance, where }): FindingDraft => ({
        kind: 'unusual period',
        sources: [],
        from,
        to,
        sentence: `${count(records, 'record')} from ${utc(from)} to ${utc(to)} UTC, ${direction} than the usual ${usual.toFixed(0)} (${baseline.level}).`,
        numbers: { records, usual, distance },
        surprise: null,
        where,
      }),
    ),
  ];
}
