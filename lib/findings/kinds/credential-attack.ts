import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { matchRules } from '../../rules/match-rules.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { groupCampaigns } from '../group-campaigns.js';
import { isLogin } from '../queries/signed-requests.js';
import {
  type Evidence,
  type FindingKind,
  type FindingQuery,
  signal,
  spanOf,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  logins: {
    value: 10,
    unit: 'log-ins that one client posts, with loginPause between them or within ten minutes',
    range: [2, 1e9],
    why: 'assumed: with loginShare, no person types so many, nor an office',
  },
  loginPause: {
    value: 60,
    unit: 'seconds between posted log-ins, in the mean',
    range: [0, 86_400],
    why: 'assumed: no person types log-ins this fast, one after the other',
  },
  loginShare: {
    value: 0.3,
    unit: 'share of the client’s requests, from its first log-in to its last, that are log-ins',
    range: [0, 1],
    why: 'assumed: a program loads at most the form and what follows it, people behind one address load pages',
  },
  clients: {
    value: 5,
    unit: 'clients that post to one form a few times each, and request hardly anything else',
    range: [2, 1e9],
    why: 'assumed: from so many on, names and passwords come from a list',
  },
  onlyLogins: {
    value: 0.8,
    unit: 'share of the requests of each of these clients that are log-ins',
    range: [0, 1],
    why: 'assumed: a person loads the form and what follows it',
  },
  together: {
    value: 20,
    unit: 'log-ins of these clients together',
    range: [2, 1e9],
    why: 'assumed: fewer may be programs that log in by themselves',
  },
} as const satisfies Thresholds;

type Row = {
  readonly src_ip: string;
  readonly path: string;
  readonly logins: number;
  readonly busiest: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly records: number;
  readonly near_records: number;
};

/** Log-ins of one client, or of several that post to one form. */
const formLogins: FindingQuery<readonly Row[], ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/form-logins'],
  run: async ({ traffic }, values) => {
    const { rules } = await matchRules(traffic);
    const numbers = rules.flatMap((rule, number) => (isLogin(rule) ? [number] : []));
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/form-logins'), {
      rules: `,${numbers.join(',')},`,
    });
    const clients = groupBy(rows, ({ src_ip }) => src_ip);
    const one = clients.filter((own) => isGuessing(own, values));
    const few = clients.filter(
      (own) => !isGuessing(own, values) && loginsIn(own) >= values.onlyLogins * own[0]!.records,
    );
    const many = groupBy(few.flat(), ({ path }) => path).filter(
      (together) => together.length >= values.clients && loginsIn(together) >= values.together,
    );
    return [...one, ...many];
  },
};

const loginsIn = (rows: readonly Row[]) => rows.reduce((sum, { logins }) => sum + logins, 0);

/** Whether one client posts log-ins as fast as no person does. */
function isGuessing(own: readonly Row[], values: ThresholdValues<typeof thresholds>): boolean {
  const logins = loginsIn(own);
  if (logins < values.logins || logins < values.loginShare * own[0]!.near_records) return false;
  const { from, to } = spanOf(own);
  const seconds = (to.getTime() - from.getTime()) / 1000;
  const busy = own.some(({ busiest }) => busiest >= values.logins);
  return (
    seconds <= values.loginPause * (logins - 1) || (busy && logins >= values.loginShare * own[0]!.records)
  );
}

interface LoginsEvidence extends Evidence {
  readonly numbers: Readonly<Record<'records' | 'seconds', number>>;
  readonly rows: readonly Row[];
}

function evidenceOf(rows: readonly Row[]): LoginsEvidence {
  const { from, to } = spanOf(rows);
  const paths = [...new Set(rows.map(({ path }) => path))];
  return {
    clients: [...new Set(rows.map(({ src_ip }) => src_ip))],
    from,
    to,
    numbers: { records: loginsIn(rows), seconds: (to.getTime() - from.getTime()) / 1000 },
    surprise: null,
    where: `split_part(uri, '?', 1) in (${paths.map(quoteLiteral).join(', ')})`,
    requests: { part: 'posted', paths },
    rows,
  };
}

/** Log-ins that are posted to a form in numbers, whatever it answers: forms say “wrong password” with 200 as well. */
export const credentialAttack = {
  name: 'credential attack',
  title: 'Log-ins are posted to a form in numbers',
  severity: 'high',
  severityReason: 'a guessed password is an account lost',
  // Which accounts they try is not in a record.
  technique: 'T1110',
  claim: 'evidence',
  needs: ['uri'],
  thresholds,
  falsePositives: ['a script or a monitor that logs in by itself', 'a test of the application by its owner'],
  nextStep:
    'Look in the application’s authentication log for the accounts tried and for a success among them; lock or reset those, and limit log-ins by address.',
  signals: [
    signal(thresholds, {
      query: formLogins,
      find: evidenceOf,
      combine: (evidence) =>
        groupCampaigns(evidence, ({ rows }) => rows.map(({ path }) => path)).map((alike) =>
          evidenceOf(alike.flatMap(({ rows }) => rows)),
        ),
      sentence: ({ clients, rows, numbers: { records, seconds } }) =>
        `${clients.length === 1 ? clients[0] : formatCount(clients.length, 'source')} posted ${formatCount(records, 'log-in')} within ${duration(seconds)}, such as to ${visible(rows[0]!.path, 120)}.`,
    }),
  ],
} as const satisfies FindingKind;
