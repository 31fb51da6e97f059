import { ADDRESS_SOURCES } from '../enrich/address-sources.js';
import { formatCount } from '../text/format-count.js';
import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { timeMarkup, withTimes, zoneMarkup } from '../text/time-markup.js';
import { findingsMarkdown } from './export/findings-markdown.js';
import type { Finding } from './finding.js';
import type { LedgerActivity } from './finding-activity.js';
import { detail, findingsTable, noteText, statusText } from './finding-row.js';
import { groupBy } from './group-by.js';
import type { Ledger } from './investigate.js';
import { triageScript } from './triage-file.js';

/** Options of {@link findingsBlock}. */
export interface FindingsBlockOptions {
  /** Number of findings shown in the first table, the others are folded; 20 by default. */
  readonly open?: number;
}

const NOTHING = 'Nothing was found that accuses a client; that is no proof that there was no attack.';

/**
 * Makes a ledger's findings into a table to show: those that accuse somebody first, by severity and evidence, each with a
 * row of details; context, and findings that are accepted or suppressed, are folded below. In an exported page, findings
 * can be marked as confirmed, false positive or accepted. Text from records is escaped.
 *
 * @param options `open`
 *
 * @example
 * show(findingsBlock(await investigate(traffic)));
 */
export function findingsBlock(ledger: Ledger, { open = 20 }: FindingsBlockOptions = {}): HtmlBlock {
  const { findings, suppressed, enriched, activity } = ledger;
  const accusing = findings.filter(({ accuses }) => accuses);
  const context = findings.filter(({ accuses }) => !accuses);
  const [top, rest] = [accusing.slice(0, open), accusing.slice(open)];
  const counts = `${formatCount(accusing.length, 'finding')} to act on, ${context.length.toLocaleString('en-US')} for context`;
  const notes = [
    ...(ledger.triageNote === undefined ? [] : [ledger.triageNote]),
    enriched
      ? ADDRESS_SOURCES
      : 'Owners and lists were not looked up (enrichAddresses), so nobody could be vouched for.',
  ];
  const markup = html`<div class="findings-block" id="findings">
    ${accusing.length === 0 && html`<p>${NOTHING}</p>`}
    <div data-triage-bar></div>
    ${top.length > 0 && findingsTable(top, counts, activity)}
    ${
      rest.length > 0 &&
      html`<details><summary>${formatCount(rest.length, 'more finding')}</summary>${findingsTable(rest, formatCount(rest.length, 'more finding'), activity)}</details>`
    }
    ${context.length > 0 && contextMarkup(context, activity)}
    ${
      suppressed.length > 0 &&
      html`<details><summary>Accepted, false positive or suppressed (${suppressed.length.toLocaleString('en-US')})</summary>${findingsTable(suppressed, 'Findings that an analyst set aside', activity)}</details>`
    }
    ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
    ${triageScript(ledger)}
  </div>`;
  const lines = [...accusing, ...context].map(
    (finding, i) =>
      `${i + 1}. [${finding.severity}] ${finding.sentence} Next step: ${finding.nextStep}${noteText(finding) && ` (${noteText(finding)})`}`,
  );
  const aside = suppressed.map(
    (finding) => `[${finding.severity}] ${finding.sentence} (${noteText(finding)})`,
  );
  const none = accusing.length === 0 ? [NOTHING] : [];
  return {
    html: render(markup),
    text: [...none, ...lines, ...aside, ...notes].join('\n'),
    markdown: findingsMarkdown(ledger),
  };
}

/** Findings that accuse nobody: a line each, under a line for each kind that has several. */
function contextMarkup(findings: readonly Finding[], activity?: LedgerActivity) {
  const kinds = groupBy(findings, ({ kind }) => kind);
  const names = kinds.map((own) => `${own[0]!.kind}${own.length > 1 ? ` × ${own.length}` : ''}`).join(', ');
  return html`<details class="context"><summary>Context (${findings.length.toLocaleString('en-US')}): ${names}</summary>
    ${kinds.map((own) =>
      own.length <= MAX_OF_KIND
        ? own.map((finding) => contextLine(finding, activity))
        : html`<details><summary>${own[0]!.title} (${own.length.toLocaleString('en-US')}): ${formatCount(new Set(own.flatMap(({ clients }) => clients)).size, 'client')}</summary>${own.map((finding) => contextLine(finding, activity))}</details>`,
    )}
  </details>`;
}

/** Findings of one kind that are listed without a line for their kind. */
const MAX_OF_KIND = 3;

const contextLine = (finding: Finding, activity?: LedgerActivity) =>
  html`<details data-finding=${finding.id} data-severity=${finding.severity}><summary><b>${finding.title}.</b> ${withTimes(finding.sentence)}</summary>
    <p><span data-triage=${finding.id}>${statusText(finding)}</span> ${timeMarkup(finding.from)} to ${timeMarkup(finding.to)} ${zoneMarkup()}</p>
    ${detail(finding, activity)}
  </details>`;
