import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { groupBy } from '../group-by.js';
import { type Evidence, type FindingQuery, spanOf } from '../kinds/finding-kind.js';

/** What one client did in a burst of failed log-ins. */
export type LoginBurstRow = {
  readonly dst_ip: string;
  readonly burst: number;
  readonly src_ip: string;
  readonly failures: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly own_p95: number;
  readonly own_windows: number;
  readonly usual_p95: number;
  readonly usual_p99: number;
};

/** A burst of failed log-ins at one server. */
export interface LoginBurst {
  /** Clients that fail more often than typical for themselves; the others were there by chance. */
  readonly clients: readonly LoginBurstRow[];
}

/** Bursts of failed log-ins; a client that failed once and comes at other times too was there by chance. */
export const loginBursts: FindingQuery<LoginBurst> = {
  sql: ['investigate/login-failures'],
  run: async ({ traffic, windows }) => {
    const rows = await traffic.engine.query<LoginBurstRow>(readSqlFile('investigate/login-failures'), {
      window_seconds: windows.seconds,
    });
    return groupBy(rows, (row) => `${row.dst_ip} ${row.burst}`).map((burst) => ({
      clients: burst.filter(
        (row) => row.failures > row.own_p95 && (row.failures > 1 || row.own_windows === 0),
      ),
    }));
  },
};

/** Failed log-ins of some clients. */
export const failuresOf = (clients: readonly LoginBurstRow[]) =>
  clients.reduce((sum, row) => sum + row.failures, 0);

/** A threshold of both kinds that such bursts show. */
export const FAILURES = {
  value: 6,
  unit: 'failed log-ins in a burst',
  range: [6, 1e9],
  why: 'a burst of six has a probability of about 10^-5 by chance (lib/sql/investigate/login-failures.sql)',
} as const;

/** A burst of failed log-ins, and the facts that its sentence needs. */
export interface LoginEvidence extends Evidence {
  readonly numbers: Readonly<Record<'failures' | 'sources' | 'seconds' | 'usualP95' | 'usualP99', number>>;
  readonly server: string;
}

/** The evidence in a burst, of the clients in it that count; null where these have too few failures. */
export function loginEvidence(
  clients: readonly LoginBurstRow[],
  { failures: minFailures }: { readonly failures: number },
): LoginEvidence | null {
  const failures = failuresOf(clients);
  const [first] = clients;
  if (first === undefined || failures < minFailures) return null;
  const { from, to } = spanOf(clients);
  return {
    clients: clients.map((row) => row.src_ip),
    from,
    to,
    numbers: {
      failures,
      sources: clients.length,
      seconds: (to.getTime() - from.getTime()) / 1000,
      usualP95: first.usual_p95,
      usualP99: first.usual_p99,
    },
    surprise: (failures - 1) * Math.LN10,
    where: `response_code = 401 and dst_ip = ${quoteLiteral(first.dst_ip)}`,
    server: first.dst_ip,
    target: first.dst_ip,
  };
}

/** Says who failed how often where: a clause without its full stop. */
export function loginSentence({ clients, server, numbers }: LoginEvidence): string {
  const who = clients.length === 1 ? clients[0] : formatCount(clients.length, 'source');
  return `${who} failed to log in at ${server} ${formatCount(numbers.failures, 'time')} within ${duration(numbers.seconds)}`;
}
