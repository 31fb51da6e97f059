import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { visible } from '../text/visible.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

type Row = {
  readonly src_ip: string;
  readonly comment: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** Drafts a finding for every entry of the analyst's deny lists that sources match. */
export async function judgeLists(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/denied'));
  return groupBy(rows, (row) => row.comment).map((hits): FindingDraft => {
    const records = hits.reduce((sum, row) => sum + row.records, 0);
    return {
      kind: 'listed as bad',
      sources: hits.map((row) => row.src_ip),
      from: new Date(Math.min(...hits.map((row) => row.first_seen.getTime()))),
      to: new Date(Math.max(...hits.map((row) => row.last_seen.getTime()))),
      sentence: `${count(hits.length, 'source')} with ${count(records, 'record')} ${hits.length === 1 ? 'is' : 'are'} on your deny list${hits[0]!.comment === '' ? '' : ` (${visible(hits[0]!.comment)})`}.`,
      numbers: { sources: hits.length, records },
      surprise: null,
    };
  });
}
