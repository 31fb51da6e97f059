import { captureBin } from '../../analyze/capture-bin.js';
import { captureGaps } from '../../analyze/capture-gaps.js';
import type { Finding } from '../../findings/finding.js';
import type { Traffic } from '../../load/traffic.js';
import { count } from '../../text/count.js';
import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';
import { packColumns } from './pack-columns.js';
import { readRecords, type Scored } from './read-records.js';

/** What the page's filters may be told. */
export interface FilterOptions {
  /** Scores to filter by, and why they are what they are. */
  readonly detection?: Scored;
  /** Findings that the page shows (`ledgerBlock`): it fades those of whose records none passes the filters. */
  readonly ledger?: { readonly findings: readonly Finding[] };
}

/**
 * Makes the filters of an exported page: by time, country, port, source, rule and score, for all its figures and tables at
 * once. It holds the records, compressed, and needs no server. In JupyterLab it only says so.
 *
 * @example
 * show(await recordFilters(traffic, { detection, ledger }));
 */
export async function recordFilters(
  traffic: Traffic,
  { detection, ledger }: FilterOptions = {},
): Promise<HtmlBlock> {
  const { window, gaps } = await captureGaps(traffic);
  const bin = await captureBin(traffic, window);
  const columns = await readRecords(traffic, detection);
  const packed = packColumns({
    ...columns,
    about: {
      records: traffic.records,
      bin,
      gaps: gaps.map(({ from, to, seconds }) => ({ from: from.getTime(), to: to.getTime(), seconds })),
      threshold: detection?.threshold ?? null,
      findings: (ledger?.findings ?? []).map(({ id, sources, from, to }) => ({
        id,
        sources,
        from: from.getTime(),
        to: to.getTime(),
      })),
      cells: null,
    },
  });
  const text = `In the exported page (npm run report, or Export as HTML), ${count(traffic.records, 'record')} can be filtered here by time, country, port, source, rule and score.`;
  const markup = html`<div class="record-filters"><p>${text}</p><script type="text/plain">${packed}</script></div>`;
  return { html: render(markup), text };
}
