import type { Figure } from '../charts/figure.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';
import { findingFigure } from './finding-figure.js';
import { type FindingRecord, findingRecords } from './finding-records.js';

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
