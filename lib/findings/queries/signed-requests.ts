import { readSqlFile } from '../../engine/read-sql-file.js';
import { matchRules } from '../../rules/match-rules.js';
import type { RequestRule } from '../../rules/rule.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { type Evidence, type FindingQuery, spanOf } from '../kinds/finding-kind.js';

/** A request that matches rules, and how often one client sent it. */
export type SignedRequest = {
  readonly src_ip: string;
  readonly uri: string | null;
  readonly user_agent: string | null;
  readonly method: string | null;
  readonly records: number;
  readonly succeeded: number;
  /** Other requests of the client that were answered 200 to 399. */
  readonly visits: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly rules: readonly RequestRule[];
};

/** The requests of one client that match the project's rules; none where the log has no requests. */
export const signedRequests: FindingQuery<readonly SignedRequest[]> = {
  sql: ['investigate/requests'],
  run: async ({ traffic }) => {
    const { rules } = await matchRules(traffic);
    const rows = await traffic.engine.query<Omit<SignedRequest, 'rules'> & { readonly rules: string }>(
      readSqlFile('investigate/requests'),
    );
    // Matches of the analyst's rules are findings of their own.
    const signed = rows.map((row) => ({
      ...row,
      rules: row.rules
        .split(',')
        .map((number) => rules[Number(number)]!)
        .filter(({ own }) => !own),
    }));
    return groupBy(
      signed.filter(({ rules: shipped }) => shipped.length > 0),
      (row) => row.src_ip,
    );
  },
};

/** Requests that are answered 2xx or 3xx and no rule from which on a client is a visitor, and visitors of a page that is the site's own. */
const MIN_VISITS = 5;
const MIN_VISITORS = 3;

const pathOf = ({ uri }: SignedRequest) => uri?.split('?')[0] ?? '';

/** Paths that visitors of the site get: administrators of a site that has such pages, and not those who look for them. */
function ownPages(clients: readonly (readonly SignedRequest[])[]): ReadonlySet<string> {
  const visitors = new Map<string, number>();
  for (const own of clients) {
    const got = own.filter(({ succeeded, visits }) => succeeded > 0 && visits >= MIN_VISITS);
    for (const path of new Set(got.map(pathOf))) visitors.set(path, (visitors.get(path) ?? 0) + 1);
  }
  return new Set([...visitors].flatMap(([path, count]) => (count >= MIN_VISITORS ? [path] : [])));
}

/**
 * The same without pages that visitors get, as a query of its own: its findings come after those of queries
 * that are named in between.
 */
export const probeRequests: FindingQuery<readonly SignedRequest[]> = {
  sql: signedRequests.sql,
  run: async (investigation) => {
    const clients = await investigation.once(signedRequests, () => signedRequests.run(investigation, {}));
    const own = ownPages(clients);
    return clients
      .map((rows) => rows.filter((row) => row.succeeded === 0 || !own.has(pathOf(row)) || isScanner(row)))
      .filter((rows) => rows.length > 0);
  },
};

const isScanner = ({ rules }: SignedRequest) => rules.some(({ kind }) => kind === 'scanner');

/** The requests that hit a rule of one of these kinds. */
export const requestsOf = (rows: readonly SignedRequest[], ...kinds: readonly RequestRule['kind'][]) =>
  rows.filter(({ rules }) => rules.some(({ kind }) => kinds.includes(kind)));

/** ATT&CK's technique of guessed passwords: rules of kind `context` with it are log-in forms. */
const BRUTE_FORCE = 'T1110';

/** Whether a rule is about requests that send a name and a password. */
export const isLogin = ({ kind, techniques }: RequestRule) =>
  kind === 'context' && techniques.includes(BRUTE_FORCE);

/** Records of some requests. */
export const recordsOf = (rows: readonly SignedRequest[]) => rows.reduce((sum, row) => sum + row.records, 0);

/** Different paths, whatever their query. */
export const pathsOf = (rows: readonly SignedRequest[]) =>
  new Set(rows.map(({ uri }) => uri?.split('?')[0])).size;

/** The names of the rules that requests hit, without those of kind `context`. */
export const ruleNames = (rows: readonly SignedRequest[]) =>
  [
    ...new Set(
      rows.flatMap(({ rules }) => rules.filter(({ kind }) => kind !== 'context').map(({ name }) => name)),
    ),
  ]
    .sort()
    .join(', ');

/** The techniques that these rules name. */
const ruleTechniques = (rows: readonly SignedRequest[]) =>
  [
    ...new Set(
      rows.flatMap(({ rules }) =>
        rules.flatMap(({ kind, techniques }) => (kind === 'context' ? [] : techniques)),
      ),
    ),
  ].sort();

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
  ruleTechniques: ruleTechniques(rows),
  target: ruleNames(rows),
  requests: { part: 'matched' },
  rows,
});

/** Says who sent how many requests with which signatures. */
export function signatureSentence({ clients, rows, numbers }: SignatureEvidence): string {
  const { src_ip, uri, user_agent } = rows[0]!;
  const who = clients.length === 1 ? src_ip : formatCount(clients.length, 'source');
  return `${who} sent ${formatCount(numbers.records, 'request')} with signatures (${numbers.rules}), such as ${visible(uri ?? user_agent ?? '', 120)}.`;
}
