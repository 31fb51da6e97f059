import { formatCount } from '../text/format-count.js';
import { html } from '../text/html.js';
import { sentenceCase } from '../text/sentence-case.js';
import { timeMarkup, withTimes, zoneMarkup } from '../text/time-markup.js';
import { visible } from '../text/visible.js';
import type { Finding } from './finding.js';
import type { LedgerActivity } from './finding-activity.js';
import { tableMarkup } from './finding-table.js';
import { sparkline } from './sparkline.js';

/** Addresses in a row, and in its details. */
const FEW = 2;
const MANY = 500;
/** Context lines of a row. */
const MAX_OWNERS = 1;

/** What the page's script makes a button that filters by the address. */
const client = (address: string) =>
  html`<span class="client" data-source=${address}>${visible(address, 60)}</span>`;

const time = timeMarkup;

/** The state of a finding, in words. */
export const statusText = ({ triage, suppressed }: Finding): string => {
  if (triage === undefined) return suppressed ? 'suppressed' : 'open';
  return triage.changed === null ? triage.status : 'open';
};

/** Who said what of a finding in an earlier report, or why it is hidden; nothing where nobody did. */
export function noteText({ triage, suppressed }: Finding): string {
  if (triage) {
    const said = [
      triage.status,
      triage.who && `by ${visible(triage.who, 100)}`,
      triage.when && `on ${visible(triage.when.slice(0, 10))}`,
    ]
      .filter(Boolean)
      .join(' ');
    const note = triage.note === '' ? '' : `: ${visible(triage.note, 1000)}`;
    return `${triage.changed === null ? '' : `Open again: ${triage.changed}. `}Earlier ${said}${note}`;
  }
  if (!suppressed) return '';
  const until = suppressed.expires === null ? '' : ` until ${suppressed.expires}`;
  return `Suppressed${until}: ${visible(suppressed.reason, 300)}`;
}

/** `10 sources: NAME, on no public list` without its count. */
const ownerOf = (text: string) => visible(text.replace(/^[\d,]+ sources?: /, ''), 90);

function who({ clients, context }: Finding) {
  if (clients.length === 0) return html`<span class="quiet">the capture</span>`;
  const more = clients.length - FEW;
  return html`${clients.slice(0, FEW).map((address) => html`<div>${client(address)}</div>`)}
    ${more > 0 && html`<div>+ ${more.toLocaleString('en-US')} more</div>`}
    ${context.slice(0, MAX_OWNERS).map((text) => html`<small>${ownerOf(text)}</small>`)}`;
}

function when({ from, to }: Finding) {
  if (from.getTime() === to.getTime()) return time(from);
  return html`${time(from)}<br />to ${time(to)}`;
}

function technique({ technique: shown }: Finding) {
  if (shown === null) return html`<span class="quiet">none claimed</span>`;
  return html`<a href=${shown.url}>${shown.id}</a> ${shown.name}${shown.claim === 'hypothesis' && html` <small>hypothesis</small>`}`;
}

const WHEN = 'When (UTC)';
const HEADS = ['Severity', 'What', 'Who', WHEN, 'ATT&CK', 'Confidence', 'Status'];

/** Findings as a table, each with a row of details that unfolds. Text is escaped. */
export const findingsTable = (
  findings: readonly Finding[],
  caption: string,
  activity?: LedgerActivity,
) => html`<table class="findings">
  <caption>${caption}</caption>
  <thead><tr>${HEADS.map((head) => html`<th scope="col">${head === WHEN ? html`When (${zoneMarkup()})` : head}</th>`)}</tr></thead>
  ${findings.map((finding) => row(finding, activity))}
</table>`;

function row(finding: Finding, activity?: LedgerActivity) {
  const { id, severity, title, sentence, confidence } = finding;
  const note = noteText(finding);
  const cells = [
    html`<span class=${`severity ${severity}`}>${severity}</span>`,
    html`<b>${title}</b><div>${withTimes(sentence)}</div>${note !== '' && html`<small class="earlier">${note}</small>`}`,
    who(finding),
    when(finding),
    technique(finding),
    confidence,
    html`<span data-triage=${id}>${statusText(finding)}</span>`,
  ];
  return html`<tbody data-finding=${id} data-severity=${severity}>
    <tr>${cells.map((cell, i) => html`<td data-label=${HEADS[i]} style="vertical-align:top;text-align:left">${cell}</td>`)}</tr>
    <tr class="finding-detail"><td colspan=${HEADS.length} style="text-align:left">
      <details><summary>Evidence, false positives, next step</summary>${detail(finding, activity)}</details>
    </td></tr>
  </tbody>`;
}

const part = (label: string, content: unknown) =>
  html`<div class="part"><div class="label"><b>${label}</b></div>${content}</div>`;

/** All that is known of a finding, with what can be done about it. */
export function detail(finding: Finding, activity?: LedgerActivity) {
  const { id, clients, context, benign, nextStep, evidence, severityReason, confidence, confidenceReason } =
    finding;
  const did = activity?.byFinding.get(id);
  const rest = clients.length - MANY;
  const ports = did?.ports.all ? did.ports : null;
  return html`<div class="detail">
    <div>
      ${activity && did && part(clients.length === 0 ? 'Records over time' : 'Records of these clients over time', sparkline(finding, did, activity))}
      ${clients.length > 0 && part(formatCount(clients.length, 'client'), html`<div class="addresses">${clients.slice(0, MANY).map((address, i) => html`${i > 0 && ', '}${client(address)}`)}${rest > 0 && `, and ${rest.toLocaleString('en-US')} more, which the SQL names`}</div>`)}
      ${context.length > 0 && part('Owners and lists', list(context))}
      ${ports && evidence.tables.length === 0 && part('Ports', list([...ports.top.map(({ name, records }) => `${name}: ${formatCount(records, 'record')}`), ...(ports.all > ports.top.length ? [`${formatCount(ports.all - ports.top.length, 'more port')}`] : [])]))}
    </div>
    <div>
      ${part('Next step', html`<p>${nextStep}</p>`)}
      ${part('Rule out first', list(benign))}
      ${part('Severity', html`<p>${sentenceCase(severityReason)}.</p>`)}
      ${part(`Confidence: ${confidence}`, html`<p>${sentenceCase(confidenceReason)}.</p>`)}
      <div data-note=${id}></div>
    </div>
    ${evidence.tables.length > 0 && html`<div class="wide">${evidence.tables.map(tableMarkup)}</div>`}
    <div class="wide">
      <div class="actions">
        <button type="button" data-show=${id} hidden>Show these records</button>
        <button type="button" data-copy="sql" hidden>Copy SQL</button>
        <span class="quiet">id ${id}</span>
      </div>
      <details class="sql"><summary>SQL of the records</summary><pre>${evidence.sql}</pre></details>
    </div>
  </div>`;
}

const list = (lines: readonly string[]) =>
  html`<ul>${lines.map((line) => html`<li>${withTimes(line)}</li>`)}</ul>`;
