import type { SourceActivity } from '../analyze/source-activity.js';
import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

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
}

/** Profiles all sources inside the engine and fetches those with three or more odd records of one kind. */
export async function sourceSuspects(traffic: Traffic): Promise<Suspects> {
  const { connection } = traffic;
  await connection.run(`create or replace temp table source_activity as ${sqlFile('investigate/activity')}`);
  try {
    const suspects = await query<SourceActivity>(connection, sqlFile('investigate/suspects'));
    const [totals] = await query<ActivityTotals>(connection, sqlFile('investigate/activity-totals'));
    return { suspects, totals: totals! };
  } finally {
    await connection.run('drop table if exists source_activity');
  }
}
