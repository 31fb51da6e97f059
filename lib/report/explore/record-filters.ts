import { captureBin } from '../../analyze/capture-bin.js';
import { captureGaps } from '../../analyze/capture-gaps.js';
import type { Detection } from '../../detect/detect-anomalies.js';
import type { Traffic } from '../../load/traffic.js';
import { count } from '../../text/count.js';
import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';
import { packColumns } from './pack-columns.js';
import { readRecords } from './read-records.js';

/** What the page's filters may be told. */
export interface FilterOptions {
  /** Scores to filter by. */
  readonly detection?: Pick<Detection, 'rowIds' | 'scores' | 'threshold'>;
}

/**
 * Makes the filters of an exported page: by time, country, port, source, rule and score, for all its figures and tables at
 * once. It holds the records, compressed, and needs no server. In JupyterLab it only says so.
 *
 * @example
 * show(await recordFilters(traffic, { detection }));
 */
export async function recordFilters(traffic: Traffic, { detection }: FilterOptions = {}): Promise<HtmlBlock> {
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
      cells: null,
    },
  });
  const text = `In the exported page (npm run report, or Export as HTML), ${count(traffic.records, 'record')} can be filtered here by time, country, port, source, rule and score.`;
  const markup = html`<div class="record-filters"><p>${text}</p><script type="text/plain">${packed}</script></div>`;
  return { html: render(markup), text };
}
