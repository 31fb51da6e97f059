import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { visible } from '../text/visible.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';
import { type SignedRequest, signedRequests } from './signed-requests.js';

/** From so many different paths on they come from a word list (assumed). */
const WORD_LIST = 5;
/** So many log-ins, one after the other this fast in the mean, no person types, nor an office (assumed). */
const LEAST_LOGINS = 10;
const LOGIN_PAUSE = 60;

type Rows = readonly SignedRequest[];
const recordsOf = (rows: Rows) => rows.reduce((sum, row) => sum + row.records, 0);
const spanOf = (rows: Rows) => ({
  from: new Date(Math.min(...rows.map((row) => row.first_seen.getTime()))),
  to: new Date(Math.max(...rows.map((row) => row.last_seen.getTime()))),
});

/**
 * Drafts a finding for each source whose requests carry a signature: attacks before log-ins in numbers before probes.
 * The technique is what the requests show: exploits T1190, log-ins T1110 (which accounts they try is not in a record),
 * scanners by name T1595.002, a list of paths T1595.003. None where the log has no requests.
 */
export async function judgeRequests(traffic: Traffic): Promise<readonly FindingDraft[]> {
  return groupBy(await signedRequests(traffic), (row) => row.src_ip).flatMap((own) => {
    const having = (...kinds: string[]) =>
      own.filter(({ rules }) => rules.some(({ kind }) => kinds.includes(kind)));
    const logins = having('login');
    if (having('exploit').length > 0) return [draftSignatures(having('exploit', 'probe', 'scanner'), true)];
    if (areGuesses(logins)) return [draftLogins(logins)];
    const probes = having('probe', 'scanner');
    return probes.length > 0 ? [draftSignatures(probes, false)] : [];
  });
}

function areGuesses(rows: Rows): boolean {
  const records = recordsOf(rows);
  if (records < LEAST_LOGINS) return false;
  const { from, to } = spanOf(rows);
  return (to.getTime() - from.getTime()) / 1000 <= LOGIN_PAUSE * (records - 1);
}

function draftLogins(rows: Rows): FindingDraft {
  const records = recordsOf(rows);
  const span = spanOf(rows);
  const seconds = (span.to.getTime() - span.from.getTime()) / 1000;
  return {
    kind: 'brute force',
    technique: 'T1110',
    sources: [rows[0]!.src_ip],
    ...span,
    sentence: `${rows[0]!.src_ip} sent ${count(records, 'log-in')} within ${duration(seconds)}, such as to ${visible(rows[0]!.uri ?? '', 120)}.`,
    numbers: { records, seconds },
    surprise: null,
  };
}

function draftSignatures(rows: Rows, exploits: boolean): FindingDraft {
  const rules = rows.flatMap((row) => row.rules.filter(({ kind }) => kind !== 'login'));
  const names = [...new Set(rules.map(({ name }) => name))].sort();
  const records = recordsOf(rows);
  const succeeded = rows.reduce((sum, row) => sum + row.succeeded, 0);
  const paths = new Set(rows.map(({ uri }) => uri?.split('?')[0])).size;
  const listed = !rules.some(({ kind }) => kind === 'scanner') && paths >= WORD_LIST;
  const { src_ip, uri, user_agent } = rows[0]!;
  const example = visible(uri ?? user_agent ?? '', 120);
  return {
    kind: exploits ? 'request signature' : 'known probe',
    ...(!exploits && { technique: listed ? 'T1595.003' : 'T1595.002' }),
    sources: [src_ip],
    ...spanOf(rows),
    sentence: `${src_ip} sent ${count(records, 'request')} with signatures (${names.join(', ')}), such as ${example}; ${succeeded.toLocaleString('en-US')} succeeded.`,
    numbers: { records, succeeded, paths, rules: names.join(', ') },
    surprise: null,
  };
}
