import type { ClientActivity } from '../../analyze/client-activity.js';
import { readSqlFile } from '../../engine/read-sql-file.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { groupCampaigns } from '../group-campaigns.js';
import type { FindingQuery, Investigation, ThresholdValues } from '../kinds/finding-kind.js';
import { MIN_ODD_RECORDS, type ODD_SHARE_THRESHOLDS, type OddClient, oddClient } from './client-scan.js';

type Row = {
  readonly src_ip: string;
  readonly path: string;
  readonly paths: number;
  readonly guesses: number;
  readonly is_crawler: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** A client that requested paths that are not there, or forbidden, without a link to them. */
export interface GuessingClient {
  readonly client: ClientActivity;
  /** Requests for such paths. */
  readonly guesses: number;
  /** Different paths: how many, and 200 of them at most. */
  readonly pathCount: number;
  readonly paths: readonly string[];
  /** Whether its user agent says that it is a crawler. */
  readonly isCrawler: boolean;
  readonly first_seen: Date;
  readonly last_seen: Date;
}

/** Clients that guess paths, without followed links; none where the log has no requests. */
export const guessedPaths: FindingQuery<GuessingClient> = {
  sql: [
    'investigate/guessed-paths',
    'investigate/activity',
    'investigate/suspects',
    'investigate/activity-totals',
  ],
  run: async ({ traffic, activity }) => {
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/guessed-paths'), {
      min_paths: MIN_ODD_RECORDS,
    });
    return groupBy(rows, ({ src_ip }) => src_ip).flatMap((own) => {
      const { src_ip, paths: pathCount, guesses, is_crawler, first_seen, last_seen } = own[0]!;
      const client = activity.bySource.get(src_ip);
      const paths = own.map(({ path }) => path);
      return client
        ? [{ client, guesses, pathCount, paths, isCrawler: is_crawler === 1, first_seen, last_seen }]
        : [];
    });
  },
};

/** Evidence of one client that guesses paths, or of several that guess the same. */
export interface GuessEvidence extends OddClient {
  readonly paths: readonly string[];
  readonly numbers: Readonly<Record<'hits' | 'records' | 'usualShare' | 'paths' | 'seconds', number>>;
}

/** The evidence in one client; null where it guesses too few paths, or no more often than others. */
export function guessEvidence(
  { client, guesses, pathCount, paths, isCrawler, first_seen, last_seen }: GuessingClient,
  {
    paths: minPaths,
    manyPaths,
    ...values
  }: ThresholdValues<typeof ODD_SHARE_THRESHOLDS> & {
    readonly paths: number;
    readonly manyPaths: number;
  },
  { investigation, signals }: { readonly investigation: Investigation; readonly signals: number },
): GuessEvidence | null {
  if (pathCount < (isCrawler ? Math.max(manyPaths, minPaths) : minPaths)) return null;
  const odd = oddClient(
    client,
    'guessed',
    'answered',
    { ...values, oddShare: pathCount >= manyPaths ? 0 : values.oddShare },
    investigation.activity,
    signals,
    guesses,
  );
  if (odd === null) return null;
  const { hits, records, usualShare } = odd.numbers as GuessEvidence['numbers'];
  const seconds = (last_seen.getTime() - first_seen.getTime()) / 1000;
  return {
    ...odd,
    from: first_seen,
    to: last_seen,
    numbers: { hits, records, usualShare, paths: pathCount, seconds },
    where: 'response_code in (403, 404)',
    requests: { part: 'unlinked' },
    ...(isCrawler && { explained: 'the user agent says that it is a crawler, which follows dead links' }),
    paths,
  };
}

/** One piece of evidence for all clients that guess the same paths. */
export const joinGuesses = (evidence: readonly GuessEvidence[]): readonly GuessEvidence[] =>
  groupCampaigns(evidence, ({ paths, explained }) => paths.map((path) => `${explained ?? ''} ${path}`)).map(
    (alike) => {
      if (alike.length === 1) return alike[0]!;
      const paths = [...new Set(alike.flatMap((each) => each.paths))];
      const sum = (number: 'hits' | 'records') =>
        alike.reduce((total, { numbers }) => total + numbers[number], 0);
      const from = new Date(Math.min(...alike.map((each) => each.from.getTime())));
      const to = new Date(Math.max(...alike.map((each) => each.to.getTime())));
      return {
        ...alike[0]!,
        clients: alike.flatMap(({ clients }) => clients),
        from,
        to,
        numbers: {
          hits: sum('hits'),
          records: sum('records'),
          usualShare: alike[0]!.numbers.usualShare,
          paths: paths.length,
          seconds: (to.getTime() - from.getTime()) / 1000,
        },
        surprise: Math.max(...alike.map(({ surprise }) => surprise ?? 0)),
        paths,
      };
    },
  );

/** Says who requested how many missing paths. */
export const guessSentence = ({ clients, numbers, paths }: GuessEvidence): string =>
  `${clients.length === 1 ? clients[0] : formatCount(clients.length, 'source')} requested ${formatCount(numbers.paths, 'different path')} that are not there or forbidden (403, 404) and that no link led to, such as ${visible(paths[0] ?? '', 120)}: ${numbers.hits.toLocaleString('en-US')} of ${formatCount(numbers.records, 'request')} within ${duration(numbers.seconds)}.`;
