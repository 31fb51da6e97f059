import { type SourceActivity, withSourceActivity } from '../analyze/source-activity.js';
import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Odd records of one kind below which nobody is looked at. */
const LEAST_ODD = 3;

/** Numbers of a source that add up over sources. */
export type ActivityCount =
  | 'records'
  | 'answered'
  | 'at_rare_ports'
  | 'at_rare_destinations'
  | 'unauthorized'
  | 'not_found'
  | 'refused'
  | 'failing'
  | 'large_answers'
  | 'huge_answers';

/** All sources together. */
export type ActivityTotals = Readonly<Record<ActivityCount, number>> & {
  readonly sources: number;
  /** Seconds from the first record to the last. */
  readonly capture_seconds: number;
};

/** The few sources that may be odd, and all of them added up, so that a million records need no million objects. */
export interface Suspects {
  readonly suspects: readonly SourceActivity[];
  readonly totals: ActivityTotals;
  /** Bytes sent for one received, by port. */
  readonly ratios: ReadonlyMap<number, PortRatio>;
}

/** Bytes that a port sends for one that it receives: in the median record, and at the 99th percentile. */
export type PortRatio = {
  readonly port: number;
  readonly median_ratio: number;
  readonly large_ratio: number;
};

/** Profiles all sources inside the engine and fetches those with three or more odd records of one kind. */
export function sourceSuspects(traffic: Traffic): Promise<Suspects> {
  return withSourceActivity(traffic, async (activity) => {
    const [totals] = await ask<ActivityTotals>(traffic, sqlFile('investigate/activity-totals'));
    const ratios = await ask<PortRatio>(traffic, sqlFile('investigate/port-ratios'));
    return {
      suspects: await activity({ least: LEAST_ODD }),
      totals: totals!,
      ratios: new Map(ratios.map((row) => [row.port, row])),
    };
  });
}
