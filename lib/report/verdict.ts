import type { Finding } from '../findings/finding.js';
import type { Ledger } from '../findings/investigate.js';
import { ageText } from '../findings/list-age.js';
import { duration } from '../text/duration.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { visible } from '../text/visible.js';

/** What explains most of the flagged records. */
export interface FlaggedGroup {
  /** `list`: clients on lists of one kind; `client`, `owner`: one of them; `accused`: the clients of the findings. */
  readonly what: 'list' | 'client' | 'owner' | 'accused';
  /** `gateway (zscaler)`, an address, the name of an owner; empty for `accused`. */
  readonly name: string;
  /** Flagged records of the group. */
  readonly records: number;
  /** Days by which its list is too young for the records (too old where negative); null where it is near enough. */
  readonly age: number | null;
}

/** What a verdict is computed from, besides the findings. */
export interface VerdictFacts {
  readonly records: number;
  readonly rejected: number;
  /** Length of the time range, and of the gaps in it, in seconds. */
  readonly seconds: number;
  readonly gapSeconds: number;
  /** Flagged records; null where no record has a score. */
  readonly flagged: { readonly records: number; readonly explained: FlaggedGroup | null } | null;
}

/** Share of rejected rows, and of gaps, from which on the verdict names them. */
const MANY_REJECTED = 0.01;
const MANY_GAPS = 0.1;
/** Flagged records from which on their shares say something. */
const MIN_FLAGGED = 10;
/** Share of all records that clients on lists send, from which on the verdict names the list. */
const MOST = 0.5;
/** Findings that are described one by one. */
const DESCRIBED = 2;

/**
 * Writes the verdict of a report: what is urgent, who does it and whether it worked; what else to check; what explains most of
 * the flagged records; what the records leave open. It never says that there was no attack.
 *
 * @returns sentences, the most important first, as plain text
 *
 * @example
 * verdict(ledger, { records: 282, rejected: 0, seconds: 39600, gapSeconds: 21600, flagged: null })[0]; // 'Nothing urgent.'
 */
export function verdict(
  { findings, suppressed }: Pick<Ledger, 'findings' | 'suppressed'>,
  facts: VerdictFacts,
): readonly string[] {
  const accusing = findings.filter(({ accuses }) => accuses);
  const urgent = accusing.filter(isUrgent);
  const others = accusing.filter((finding) => !isUrgent(finding));
  const aside = suppressed.filter(({ accuses }) => accuses).length;
  const manyRejected = facts.rejected > MANY_REJECTED * (facts.records + facts.rejected);
  return [
    ...(urgent.length > 0
      ? [`${formatCount(urgent.length, 'urgent finding')}: ${described(urgent)}.`, ...unseen(urgent)]
      : [manyRejected ? 'Nothing urgent in the rows that could be read.' : 'Nothing urgent.']),
    ...(others.length > 0 ? [toCheck(others)] : []),
    ...(accusing.length === 0 ? [nothing(aside)] : []),
    ...changedText(accusing),
    ...flaggedText(facts.flagged, findings),
    ...(facts.gapSeconds > MANY_GAPS * facts.seconds
      ? [`Nothing was recorded for ${duration(facts.gapSeconds)} of ${duration(facts.seconds)}.`]
      : []),
    ...(manyRejected
      ? [`${formatShare(facts.rejected, facts.records + facts.rejected)} of the rows could not be read.`]
      : []),
  ];
}

const isUrgent = ({ severity, outcome }: Finding) =>
  severity === 'high' || outcome?.result === 'possible success';

const WORKED: Readonly<Record<string, string>> = {
  'possible success': 'an attempt may have succeeded',
  answered: 'some requests were answered',
  failed: 'some requests failed in the server',
  refused: 'all were refused',
};

/** Kind, clients, and whether it worked: `brute force by 192.0.2.1 (all were refused)`. */
function described(findings: readonly Finding[]): string {
  const texts = findings.slice(0, DESCRIBED).map((finding) => {
    const worked = WORKED[finding.outcome?.result ?? ''];
    return `${nameOf(finding)} by ${whoOf(finding)}${worked === undefined ? '' : ` (${worked})`}`;
  });
  const rest = findings.length - DESCRIBED;
  return [...texts, ...(rest > 0 ? [`${rest.toLocaleString('en-US')} more`] : [])].join('; ');
}

/** What records without requests, or without answers, leave open. */
function unseen(findings: readonly Finding[]): readonly string[] {
  const blind = findings.filter(({ outcome }) => outcome === null || outcome.result === 'unknown').length;
  if (blind === 0) return [];
  const which =
    blind === findings.length
      ? blind === 1
        ? 'it'
        : 'any of them'
      : `${blind.toLocaleString('en-US')} of them`;
  return [`The records do not show whether ${which} worked.`];
}

const nameOf = ({ kind, title }: Finding) => (kind === 'own rule' ? `“${visible(title, 80)}”` : kind);
const whoOf = ({ clients }: Finding) =>
  clients.length === 1 ? visible(clients[0]!, 60) : formatCount(clients.length, 'client');

function toCheck(findings: readonly Finding[]): string {
  const medium = findings.filter(({ severity }) => severity === 'medium');
  const top = medium.length > 0 ? medium : findings;
  const low = findings.length - top.length;
  const also = low > 0 ? `, and ${low.toLocaleString('en-US')} of low severity` : '';
  const [first] = top;
  if (top.length === 1)
    return `One finding of ${first!.severity} severity to check${also === '' ? '' : also}: ${nameOf(first!)} by ${whoOf(first!)}.`;
  const kinds = [...new Set(top.map(nameOf))];
  return `${formatCount(top.length, 'finding')} of ${first!.severity} severity to check${also}: ${kinds.slice(0, 3).join(', ')}${kinds.length > 3 ? ' …' : ''}.`;
}

const nothing = (aside: number) =>
  aside > 0
    ? `${aside === 1 ? 'The only finding that accuses a client is' : `All ${aside.toLocaleString('en-US')} findings that accuse clients are`} accepted or suppressed.`
    : 'No finding accuses a client; that is no proof that there was no attack.';

function changedText(findings: readonly Finding[]): readonly string[] {
  const changed = findings.filter(({ triage }) => triage !== undefined && triage.changed !== null).length;
  if (changed === 0) return [];
  return [
    `${formatCount(changed, 'finding')} changed since the earlier report and ${changed === 1 ? 'is' : 'are'} open again.`,
  ];
}

function flaggedText(flagged: VerdictFacts['flagged'], findings: readonly Finding[]): readonly string[] {
  const few = flagged === null || flagged.records < MIN_FLAGGED;
  const none = flagged === null ? ['No record has an anomaly score.'] : [];
  if (few) return [...none, ...listedText(findings)];
  const { records, explained } = flagged;
  if (explained === null) return [];
  const share = `${formatShare(explained.records, records)} of the flagged records`;
  const name = visible(explained.name, 80);
  const texts = {
    list: `${share} come from clients listed as ${name}, ${usual(name)}`,
    client: `${share} come from one client, ${name}`,
    owner: `${share} come from one network owner, ${name}`,
    accused: `${share} are of the clients of these findings`,
  };
  return [`${texts[explained.what]}${aged(explained.age)}.`];
}

const aged = (age: number | null) => (age === null ? '' : `; ${ageText(age)}`);
const usual = (list: string) => LISTED[list.split(' ')[0]!] ?? 'often harmless';

/** Where few records are flagged: the list whose clients send most of all records. */
function listedText(findings: readonly Finding[]): readonly string[] {
  for (const { kind, evidence } of findings) {
    const { list, records, allRecords, daysYounger = null } = evidence.numbers;
    if (kind !== 'known network' || typeof list !== 'string' || !(list in LISTED)) continue;
    if (Number(records) < MOST * Number(allRecords)) continue;
    return [
      `${formatShare(Number(records), Number(allRecords))} of the records come from clients on lists of kind ${list}, ${usual(list)}${aged(daysYounger === null ? null : Number(daysYounger))}.`,
    ];
  }
  return [];
}

/** What clients on lists of a kind most often do. */
const LISTED: Readonly<Record<string, string>> = {
  gateway: 'probably everyday use',
  scanner: 'probably research that scans everybody',
  crawler: 'probably an index of the site',
  monitor: 'probably a check of availability',
  cdn: 'probably relayed visitors',
};
