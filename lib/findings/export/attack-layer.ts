import { formatCount } from '../../text/format-count.js';
import type { Finding } from '../finding.js';
import type { Ledger } from '../investigate.js';
import { COLUMN_WORDS, type Search, type Searched } from '../searched.js';
import { attackVersion } from '../techniques.js';

/** The states of a technique, with their scores and colours (Okabe and Ito, and a light grey). */
const STATES = {
  found: { score: 2, color: '#d55e00', label: 'Found' },
  notFound: { score: 1, color: '#56b4e9', label: 'Looked for and not found' },
  notVisible: { score: 0, color: '#d9d9d9', label: 'Not visible in such data' },
} as const;

/** Findings that a comment names. */
const MAX_NAMED = 5;

/**
 * Converts a ledger to a layer for MITRE's ATT&CK Navigator (layer format 4.5). Each technique that a kind of
 * finding or a rule looks for occurs once, as found, as looked for and not found, or as not visible in such
 * data: records without requests show no exploit, records without response codes no refused log-in.
 *
 * @returns JSON text
 *
 * @example
 * import { mkdirSync, writeFileSync } from 'node:fs';
 * mkdirSync('reports', { recursive: true });
 * writeFileSync('reports/attack-layer.json', attackLayer(await investigate(traffic)));
 */
export function attackLayer({ findings, suppressed, searched }: Ledger): string {
  const all = [...findings, ...suppressed];
  const ids = new Set([
    ...searched.techniques.map(({ technique }) => technique),
    ...all.filter(({ accuses }) => accuses).flatMap(techniquesOf),
  ]);
  const techniques = [...ids].sort().map((id) =>
    technique(
      id,
      all.filter((finding) => techniquesOf(finding).includes(id)),
      searched.techniques.filter((search) => search.technique === id),
    ),
  );
  const layer = {
    name: 'Suspicious web traffic',
    versions: { attack: attackVersion.split('.')[0], navigator: '5.2.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: describe(searched, techniques),
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques,
    gradient: {
      colors: [STATES.notVisible.color, STATES.notFound.color, STATES.found.color],
      minValue: 0,
      maxValue: 2,
    },
    legendItems: Object.values(STATES).map(({ label, color }) => ({ label, color })),
    metadata: [{ name: 'ATT&CK version', value: `Enterprise v${attackVersion}` }],
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
  return `${JSON.stringify(layer, null, 2)}\n`;
}

/** Ids of the techniques that a finding shows. */
const techniquesOf = ({ technique, evidence }: Finding): readonly string[] => [
  ...new Set([...(technique ? [technique.id] : []), ...(evidence.ruleTechniques ?? [])]),
];

function technique(techniqueID: string, shown: readonly Finding[], searches: readonly Search[]) {
  const accusing = shown.filter(({ accuses }) => accuses);
  const explained = shown.length - accusing.length;
  const visible = searches.filter(({ missing }) => missing.length === 0);
  const state = accusing.length > 0 ? STATES.found : visible.length > 0 ? STATES.notFound : STATES.notVisible;
  const { score, color, label } = state;
  const rest = accusing.length - MAX_NAMED;
  const comment = [
    `${label}.`,
    ...accusing.slice(0, MAX_NAMED).map((finding) => `${findingText(finding, techniqueID)}.`),
    ...(rest > 0 ? [`And ${formatCount(rest, 'more finding')}.`] : []),
    ...(explained > 0 ? [`${formatCount(explained, 'finding')} with a harmless first explanation.`] : []),
    ...(visible.length > 0 ? [`Looked for by ${visible.map(searchText).join(', ')}.`] : []),
    ...searches
      .filter(({ missing }) => missing.length > 0)
      .map((search) => `Not visible to ${searchText(search)}: the records have no ${words(search)}.`),
  ].join(' ');
  return { techniqueID, score, color, comment, enabled: true };
}

const searchText = ({ kind, rules }: Search): string =>
  kind === null ? formatCount(rules, 'rule') : `the kind “${kind}”`;

const words = ({ missing }: Pick<Search, 'missing'>): string =>
  missing.map((name) => COLUMN_WORDS[name]).join(' and no ');

/** A finding in a comment: only what no record decides. */
function findingText(
  { kind, severity, technique, id, outcome, suppressed }: Finding,
  techniqueID: string,
): string {
  const claim =
    technique?.id !== techniqueID
      ? 'its requests match a rule that names the technique'
      : technique.claim === 'hypothesis'
        ? 'a hypothesis: the records only fit it'
        : 'the records show it';
  return [
    `${kind}, ${severity} severity, finding ${id}: ${claim}`,
    ...(outcome ? [outcome.result] : []),
    ...(suppressed ? ['suppressed'] : []),
  ].join('; ');
}

function describe(searched: Searched, techniques: readonly { readonly score: number }[]): string {
  const count = ({ score }: { readonly score: number }) =>
    techniques.filter((each) => each.score === score).length;
  return [
    `${formatCount(techniques.length, 'technique')} of MITRE ATT&CK Enterprise v${attackVersion} that the kinds of finding and the rules look for:`,
    `${count(STATES.found)} found, ${count(STATES.notFound)} looked for and not found, ${count(STATES.notVisible)} not visible in such data.`,
    ...(searched.missing.length > 0 ? [`The records have no ${words(searched)}.`] : []),
    ...(searched.missing.includes('response_code')
      ? ['Without response codes they do not show whether an attempt succeeded.']
      : []),
    'All other techniques were not looked for. Not found does not mean that it did not happen.',
  ].join(' ');
}
