import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { visible } from '../text/visible.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';
import { matchRequest } from './match-request.js';
import type { RequestRule } from './request-rules.js';

type Row = {
  readonly src_ip: string;
  readonly uri: string | null;
  readonly user_agent: string | null;
  readonly records: number;
  readonly succeeded: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** Drafts a finding for each source whose requests carry a signature; none where the log has no requests. */
export async function judgeRequests(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const [has] = await query<{ n: number }>(
    traffic.connection,
    `select cast(count(*) as integer) as n from duckdb_columns() where table_name = 'traffic' and column_name in ('uri', 'user_agent')`,
  );
  if (has?.n !== 2) return [];
  const rows = await query<Row>(traffic.connection, sqlFile('investigate/requests'));
  const hits = rows.flatMap((row) => {
    const rules = matchRequest(row);
    return rules.length > 0 ? [{ ...row, rules }] : [];
  });
  return groupBy(hits, (hit) => hit.src_ip).map(draft);
}

function draft(own: readonly (Row & { readonly rules: readonly RequestRule[] })[]): FindingDraft {
  const names = [...new Set(own.flatMap(({ rules }) => rules.map(({ name }) => name)))].sort();
  const exploits = own.some(({ rules }) => rules.some(({ kind }) => kind === 'exploit'));
  const records = own.reduce((sum, row) => sum + row.records, 0);
  const succeeded = own.reduce((sum, row) => sum + row.succeeded, 0);
  const { src_ip, uri, user_agent } = own[0]!;
  const example = visible(uri ?? user_agent ?? '', 120);
  return {
    kind: exploits ? 'request signature' : 'known probe',
    sources: [src_ip],
    from: new Date(Math.min(...own.map((row) => row.first_seen.getTime()))),
    to: new Date(Math.max(...own.map((row) => row.last_seen.getTime()))),
    sentence: `${src_ip} sent ${count(records, 'request')} with signatures (${names.join(', ')}), such as ${example}; ${succeeded.toLocaleString('en-US')} succeeded.`,
    numbers: { records, succeeded, rules: names.join(', ') },
    surprise: null,
  };
}
