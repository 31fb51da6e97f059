import { captureBin } from '../../analyze/capture-bin.js';
import { captureGaps } from '../../analyze/capture-gaps.js';
import type { Detection } from '../../detect/detect-anomalies.js';
import type { Finding } from '../../findings/finding.js';
import { findingMarks } from '../../findings/finding-marks.js';
import { requireLocal, type Traffic } from '../../load/traffic.js';
import { withMatchedRules } from '../../rules/matched-rules.js';
import { formatCount } from '../../text/format-count.js';
import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';
import { packColumns } from './pack-columns.js';
import { pageClients } from './page-clients.js';
import { readCells } from './read-cells.js';
import { readRecords } from './read-records.js';
import type { RecordColumns } from './record-columns.js';

/** Options of {@link filterControls}. */
export interface FilterControlsOptions {
  /** Scores to filter by, with their reasons; no filter by score by default. */
  readonly detection?: Pick<Detection, 'rowIds' | 'scores' | 'threshold' | 'isAnomaly' | 'reasons'> &
    Partial<Pick<Detection, 'clientScores' | 'notScored'>>;
  /**
   * Findings that the page shows (`findingsBlock`): those without a record that passes the filters are
   * marked.
   */
  readonly ledger?: { readonly findings: readonly Finding[] };
  /**
   * Maximum number of records that the page holds one by one; more are added up to at most as many cells.
   * 100,000 by default.
   */
  readonly limit?: number;
}

/**
 * Makes the filters of an exported page: by time, country, port, client, rule and score, for all its figures
 * and tables at once. The page holds the records, compressed, and needs no server. JupyterLab shows a
 * sentence only.
 *
 * @param options `detection`, `ledger` and `limit`
 * @throws when the records are not local
 *
 * @example
 * show(await filterControls(traffic, { detection, ledger }));
 */
export async function filterControls(
  traffic: Traffic,
  options: FilterControlsOptions = {},
): Promise<HtmlBlock> {
  const text = `In the exported page (npm run report, or Export as HTML), ${formatCount(traffic.records, 'record')} can be filtered here by time, country, port, source, rule and score.`;
  const columns = await withMatchedRules(traffic, {}, (matched) => columnsOf(traffic, matched, options));
  const packed = packColumns(columns);
  const markup = html`<div class="record-filters"><p>${text}</p><script type="text/plain">${packed}</script></div>`;
  // Markdown has nothing to filter.
  return { html: render(markup), text, markdown: '' };
}

async function columnsOf(
  traffic: Traffic,
  matched: string,
  { detection: given, ledger, limit = 100_000 }: FilterControlsOptions,
): Promise<RecordColumns> {
  const detection = given?.notScored ? undefined : given;
  const local = requireLocal(traffic);
  const { window, gaps } = await captureGaps(traffic);
  const bin = await captureBin(traffic, { window, gaps });
  const marks = new Map(
    findingMarks({ findings: ledger?.findings ?? [] }).map(({ id, severity, title }) => [
      id,
      { severity, title },
    ]),
  );
  const about = {
    records: traffic.records,
    bin: { ...bin, finest: window ?? 1 },
    gaps: gaps.map(({ from, to, seconds }) => ({ from: from.getTime(), to: to.getTime(), seconds })),
    threshold: detection?.threshold ?? null,
    findings: (ledger?.findings ?? []).map(({ id, clients, from, to }) => ({
      id,
      sources: clients,
      from: from.getTime(),
      to: to.getTime(),
      mark: marks.get(id) ?? null,
    })),
    clients: null,
    leftOut: [] as readonly string[],
    cells: null,
  };
  if (traffic.records <= limit) {
    const { leftOut, ...columns } = await readRecords(local, matched, detection);
    const clients = await pageClients(local.engine, columns, detection ?? null);
    return { ...columns, about: { ...about, clients, leftOut } };
  }
  const anomalies = detection?.rowIds.filter((_, i) => detection.isAnomaly[i] === 1) ?? new Int32Array();
  const { sources, ports, ...cells } = await readCells(local, {
    bin: bin.seconds,
    limit,
    anomalies,
    matched,
  });
  return {
    ...cells,
    about: {
      ...about,
      bin: {
        seconds: cells.bin,
        from: cells.bin === bin.seconds ? bin.from : 'span',
        finest: cells.bin,
      },
      clients: await pageClients(local.engine, cells, null),
      cells: { sources, ports },
    },
  };
}
