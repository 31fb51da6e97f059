import { type ClientActivity, withClientActivity } from '../../analyze/client-activity.js';
import { readSqlFile } from '../../engine/read-sql-file.js';
import type { Traffic } from '../../load/traffic.js';
import { formatCount } from '../../text/format-count.js';
import { formatShare } from '../../text/format-share.js';
import type {
  Evidence,
  FindingQuery,
  SignalRule,
  Thresholds,
  ThresholdValues,
} from '../kinds/finding-kind.js';
import { surprise } from '../surprise.js';

/** Clients with fewer odd records of one kind are not read, whatever their share. */
export const MIN_ODD_RECORDS = 3;

/** Numbers of a client that add up over clients. */
type ActivityCount =
  | 'records'
  | 'answered'
  | 'at_rare_ports'
  | 'at_rare_destinations'
  | 'unauthorized'
  | 'not_found'
  | 'refused'
  | 'guessed'
  | 'server_errors'
  | 'failing'
  | 'large_answers'
  | 'huge_answers';

/** All clients together. */
type ActivityTotals = Readonly<Record<ActivityCount, number>> & {
  readonly clients: number;
  /** Seconds from the first record to the last. */
  readonly capture_seconds: number;
};

/** Bytes that a port sends for one that it receives: in the median record, and at the 99th percentile. */
type PortRatio = { readonly port: number; readonly median_ratio: number; readonly large_ratio: number };

/** The clients that may be odd, and totals of all clients, so that not every client becomes an object. */
export interface ClientScan {
  readonly suspects: readonly ClientActivity[];
  readonly bySource: ReadonlyMap<string, ClientActivity>;
  readonly totals: ActivityTotals;
  /** Bytes sent for one received, by port. */
  readonly ratios: ReadonlyMap<number, PortRatio>;
}

/** Profiles all clients inside the engine and reads those with three or more odd records of one kind. */
export function readClientActivity(traffic: Traffic): Promise<ClientScan> {
  return withClientActivity(traffic, async (readActivity) => {
    const [totals] = await traffic.engine.query<ActivityTotals>(readSqlFile('investigate/activity-totals'));
    const ratios = await traffic.engine.query<PortRatio>(readSqlFile('investigate/port-ratios'));
    const suspects = await readActivity({ minRecords: MIN_ODD_RECORDS });
    return {
      suspects,
      bySource: new Map(suspects.map((client) => [client.src_ip, client])),
      totals: totals!,
      ratios: new Map(ratios.map((row) => [row.port, row])),
    };
  });
}

/** What each client did; of several oddities of a client the most surprising one counts. */
export const clientScan: FindingQuery<ClientActivity> = {
  sql: ['activity', 'suspects', 'activity-totals', 'port-ratios'].map((name) => `investigate/${name}`),
  explainedBy: 'most surprising',
  run: async ({ activity }) => activity.suspects,
};

/** When a client's share of odd records is reported. */
export const ODD_SHARE_THRESHOLDS = {
  chance: {
    value: 0.05,
    unit: 'chance of one or more wrong findings among all clients',
    range: [1e-9, 1],
    why: 'the usual level of significance, Bonferroni-corrected for the number of clients and oddities, by the bound alone',
  },
  oddShare: {
    value: 0.3,
    unit: 'share of the client’s records',
    range: [0, 1],
    why: 'assumed: below this share an oddity is not what a client does',
  },
  oddRecords: {
    value: MIN_ODD_RECORDS,
    unit: 'odd records',
    range: [MIN_ODD_RECORDS, 1e9],
    why: 'assumed: fewer are no habit',
  },
} as const satisfies Thresholds;

/** A client with far more odd records than others, and these in words: `20 of 25 records (usual: 0.1 %)`. */
export interface OddClient extends Evidence {
  readonly client: ClientActivity;
  readonly oddRecords: string;
}

/**
 * Makes the `find` of a rule: compares each client's share of odd records with that of all other clients, and
 * reports it where it is too surprising for chance, given the numbers of clients and rules.
 *
 * @param odd column with the number of odd records
 * @param of column with the records that could have been odd
 */
export function oddShare<Of extends typeof ODD_SHARE_THRESHOLDS>(
  odd: ActivityCount,
  of: 'records' | 'answered',
): SignalRule<ClientActivity, Of, OddClient>['find'] {
  return (client, thresholds, { investigation, signals }) =>
    oddClient(client, odd, of, thresholds, investigation.activity, signals);
}

/**
 * What {@link oddShare} finds in one client.
 *
 * @param hits odd records of the client; by default those that its column `odd` counts
 */
export function oddClient(
  client: ClientActivity,
  odd: ActivityCount,
  of: 'records' | 'answered',
  thresholds: ThresholdValues<typeof ODD_SHARE_THRESHOLDS>,
  { totals }: ClientScan,
  signals: number,
  hits = client[odd],
): OddClient | null {
  const tries = client[of];
  if (hits < thresholds.oddRecords || hits < thresholds.oddShare * tries) return null;
  const expected = (totals[odd] - client[odd] + 1) / (totals[of] - tries + 2);
  const surprising = surprise(hits, tries, expected);
  if (surprising < Math.log((totals.clients * signals) / thresholds.chance)) return null;
  return {
    clients: [client.src_ip],
    from: client.first_seen,
    to: client.last_seen,
    numbers: { hits, records: tries, usualShare: expected },
    surprise: surprising,
    client,
    oddRecords: `${hits.toLocaleString('en-US')} of ${formatCount(tries, 'record')} (usual: ${formatShare(expected, 1)})`,
  };
}

/**
 * Whether a client sent several different requests: one missing page, requested again and again, is a dead
 * link.
 */
export const variesRequests = ({ refused_uris }: ClientActivity, requests: number) =>
  refused_uris === null || refused_uris >= requests;
