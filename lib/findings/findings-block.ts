import { ADDRESS_SOURCES } from '../enrich/address-sources.js';
import { formatCount } from '../text/format-count.js';
import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import type { Finding } from './finding.js';
import { tableMarkup } from './finding-table.js';
import type { Ledger } from './investigate.js';

/** Options of {@link findingsBlock}. */
export interface FindingsBlockOptions {
  /** Number of findings shown open, the others are folded; 8 by default. */
  readonly open?: number;
}

/**
 * Makes a ledger's findings into a block to show: the first ones open, the others folded, and suppressed ones
 * with their reasons. Text from records is escaped.
 *
 * @param options `open`
 *
 * @example
 * show(findingsBlock(await investigate(traffic)));
 */
export function findingsBlock(
  { findings, suppressed, enriched }: Ledger,
  { open = 8 }: FindingsBlockOptions = {},
): HtmlBlock {
  const top = findings.slice(0, open);
  const rest = findings.slice(open);
  const notes = [
    enriched
      ? ADDRESS_SOURCES
      : 'Owners and lists were not looked up (enrichAddresses), so nobody could be vouched for.',
    ...suppressed.map(
      ({ id, suppressed: by }) => `Suppressed until ${by?.expires}: ${id} (${visible(by?.reason ?? '')}).`,
    ),
  ];
  const markup = html`<div>
    ${findings.length === 0 && html`<p>Nothing was found that needs a look.</p>`}
    ${top.map(block)}
    ${
      rest.length > 0 &&
      html`<details><summary>${formatCount(rest.length, 'more finding')}</summary>${rest.map(block)}</details>`
    }
    ${notes.map((note) => html`<p>${note}</p>`)}
  </div>`;
  const lines = findings.map((finding, i) => `${i + 1}. [${finding.severity}] ${finding.sentence}`);
  const none = findings.length === 0 ? ['Nothing was found that needs a look.'] : [];
  return { html: render(markup), text: [...none, ...lines, ...notes].join('\n') };
}

function block(finding: Finding) {
  const { technique } = finding;
  return html`<div data-finding=${finding.id} style="margin:0 0 1em">
    <div><b>${finding.severity}: ${finding.kind}.</b> ${finding.sentence}</div>
    <ul>
      <li>${utc(finding.from)} to ${utc(finding.to)} UTC; id ${finding.id}</li>
      <li>Severity: ${finding.severityReason}. Confidence ${finding.confidence}: ${finding.confidenceReason}.</li>
      ${
        technique &&
        html`<li>
        ATT&CK <a href=${technique.url}>${technique.id} ${technique.name}</a>${technique.claim === 'hypothesis' ? ': a hypothesis, these records alone do not prove it' : ''}
      </li>`
      }
      ${finding.context.map((text) => html`<li>${text}</li>`)}
      <li>Rule out first: ${finding.benign.join('; ')}.</li>
      <li>Next: ${finding.nextStep}</li>
    </ul>
    ${finding.evidence.tables.map(tableMarkup)}
  </div>`;
}
