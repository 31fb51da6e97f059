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
 * Drafts a finding for each source whose requests carry an attack or are log-ins in numbers, and one for all sources that
 * probe for the same. The technique is what the requests show: exploits T1190, log-ins T1110 (which accounts they try is
 * not in a record), scanners by name T1595.002, a list of paths T1595.003. None where the log has no requests.
 */
export async function judgeRequests(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const probes: Rows[] = [];
  const drafts = groupBy(await signedRequests(traffic), (row) => row.src_ip).flatMap(
    (own): FindingDraft[] => {
      const having = (...kinds: string[]) =>
        own.filter(({ rules }) => rules.some(({ kind }) => kinds.includes(kind)));
      const logins = having('login');
      if (having('exploit').length > 0) return [draftSignatures(having('exploit', 'probe', 'scanner'), true)];
      if (areGuesses(logins)) return [draftLogins(logins)];
      const probing = having('probe', 'scanner');
      if (probing.length > 0) probes.push(probing);
      return [];
    },
  );
  const alike = groupBy(probes, (rows) => `${probeTechnique(rows)} ${ruleNames(rows)}`);
  return [...drafts, ...alike.map((sources) => draftSignatures(sources.flat(), false))];
}

/** By one source's requests. */
function probeTechnique(rows: Rows): string {
  const scanner = rows.some(({ rules }) => rules.some(({ kind }) => kind === 'scanner'));
  return !scanner && pathsOf(rows) >= WORD_LIST ? 'T1595.003' : 'T1595.002';
}

const pathsOf = (rows: Rows) => new Set(rows.map(({ uri }) => uri?.split('?')[0])).size;
const ruleNames = (rows: Rows) =>
  [
    ...new Set(
      rows.flatMap(({ rules }) => rules.filter(({ kind }) => kind !== 'login').map(({ name }) => name)),
    ),
  ]
    .sort()
    .join(', ');

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
  const sources = [...new Set(rows.map(({ src_ip }) => src_ip))];
  const rules = ruleNames(rows);
  const records = recordsOf(rows);
  const succeeded = rows.reduce((sum, row) => sum + row.succeeded, 0);
  const { src_ip, uri, user_agent } = rows[0]!;
  const own = rows.filter((row) => row.src_ip === src_ip);
  const example = visible(uri ?? user_agent ?? '', 120);
  const who = sources.length === 1 ? src_ip : count(sources.length, 'source');
  return {
    kind: exploits ? 'request signature' : 'known probe',
    ...(!exploits && { technique: probeTechnique(own) }),
    sources,
    ...spanOf(rows),
    sentence: `${who} sent ${count(records, 'request')} with signatures (${rules}), such as ${example}; ${succeeded.toLocaleString('en-US')} succeeded.`,
    numbers: { records, succeeded, paths: pathsOf(rows), rules },
    surprise: null,
  };
}
