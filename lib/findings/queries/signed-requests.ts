import { VARCHAR } from '@duckdb/node-api';
import { readSqlFile } from '../../engine/read-sql-file.js';
import { behindMasks } from '../../load/redact/behind-masks.js';
import type { Traffic } from '../../load/traffic.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { type Evidence, type FindingQuery, spanOf } from '../kinds/finding-kind.js';
import { matchRequest } from '../match-request.js';
import type { RequestRule } from '../request-rules.js';

/** A request that carries signatures, and how often one client sent it. */
export type SignedRequest = {
  readonly src_ip: string;
  readonly uri: string | null;
  readonly user_agent: string | null;
  readonly method: string | null;
  readonly records: number;
  readonly succeeded: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly rules: readonly RequestRule[];
};

/** The requests of one client that carry a signature; none where the log has no requests. */
export const signedRequests: FindingQuery<readonly SignedRequest[]> = {
  sql: ['investigate/request-texts', 'investigate/requests'],
  run: async ({ traffic }) => groupBy(await readSignedRequests(traffic), (row) => row.src_ip),
};

/** Matches each different request once, however many records have it. */
async function readSignedRequests(traffic: Traffic): Promise<readonly SignedRequest[]> {
  const texts = await traffic.engine.query<{ field: 'uri' | 'user_agent'; content: string }>(
    readSqlFile('investigate/request-texts'),
  );
  // A mask has lost what a signature looks for; what is reported of the request stays masked.
  const behind = behindMasks(traffic.engine)?.texts;
  const sent = <Text extends string | null>(text: Text) => behind?.get(text ?? '') ?? text;
  const signed = texts.flatMap(({ field, content }) => {
    const rules = matchRequest({ uri: null, user_agent: null, method: 'POST', [field]: sent(content) });
    if (rules.length === 0) return [];
    return [{ field: rules.every(({ method }) => method) ? 'login' : field, content }];
  });
  if (signed.length === 0) return [];
  const columns = {
    field: { type: VARCHAR, values: signed.map(({ field }) => field) },
    content: { type: VARCHAR, values: signed.map(({ content }) => content) },
  };
  const table = await traffic.engine.uploadTable(columns, { name: 'signed_requests' });
  const rows = await traffic.engine
    .query<Omit<SignedRequest, 'rules'>>(readSqlFile('investigate/requests'))
    .finally(() => table.drop());
  return rows.map((row) => ({
    ...row,
    rules: matchRequest({ ...row, uri: sent(row.uri), user_agent: sent(row.user_agent) }),
  }));
}

/** The requests that hit a rule of one of these kinds. */
export const requestsOf = (rows: readonly SignedRequest[], ...kinds: readonly RequestRule['kind'][]) =>
  rows.filter(({ rules }) => rules.some(({ kind }) => kinds.includes(kind)));

/** Records of some requests. */
export const recordsOf = (rows: readonly SignedRequest[]) => rows.reduce((sum, row) => sum + row.records, 0);

/** Different paths, whatever their query. */
export const pathsOf = (rows: readonly SignedRequest[]) =>
  new Set(rows.map(({ uri }) => uri?.split('?')[0])).size;

/** The names of the rules that requests hit, log-ins aside. */
export const ruleNames = (rows: readonly SignedRequest[]) =>
  [
    ...new Set(
      rows.flatMap(({ rules }) => rules.filter(({ kind }) => kind !== 'login').map(({ name }) => name)),
    ),
  ]
    .sort()
    .join(', ');

/** Requests with signatures, and the facts that their sentence needs. */
export interface SignatureEvidence extends Evidence {
  readonly numbers: {
    readonly records: number;
    readonly succeeded: number;
    readonly paths: number;
    readonly rules: string;
  };
  readonly rows: readonly SignedRequest[];
}

/** The evidence in requests of one or more clients. */
export const signatureEvidence = (rows: readonly SignedRequest[]): SignatureEvidence => ({
  clients: [...new Set(rows.map(({ src_ip }) => src_ip))],
  ...spanOf(rows),
  numbers: {
    records: recordsOf(rows),
    succeeded: rows.reduce((sum, row) => sum + row.succeeded, 0),
    paths: pathsOf(rows),
    rules: ruleNames(rows),
  },
  surprise: null,
  rows,
});

/** Says who sent how many requests with which signatures. */
export function signatureSentence({ clients, rows, numbers }: SignatureEvidence): string {
  const { src_ip, uri, user_agent } = rows[0]!;
  const who = clients.length === 1 ? src_ip : formatCount(clients.length, 'source');
  return `${who} sent ${formatCount(numbers.records, 'request')} with signatures (${numbers.rules}), such as ${visible(uri ?? user_agent ?? '', 120)}; ${numbers.succeeded.toLocaleString('en-US')} succeeded.`;
}
