import type { ChartName, FigureMeta } from '../../charts/figure.js';
import { table } from '../../text/table.js';
import { anomalyColumns } from '../anomalies-block.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { clientProfilesOf } from './client-profiles-of.js';
import { filterBar } from './filter-bar.js';
import { filtersFromState, filtersToState } from './filter-state.js';
import { filteredChart } from './filtered-chart.js';
import { FILTERED_CHARTS } from './filtered-charts.js';
import { type Filters, NO_FILTERS, toggled } from './filters.js';
import { findingsWithout } from './findings-of.js';
import { linkClients } from './link-clients.js';
import { linkFindings } from './link-findings.js';
import { make } from './make.js';
import { showWhetherEmpty } from './no-records.js';
import { binSeconds } from './over-time-of.js';
import { changeState, pageState } from './page-state.js';
import { type Mark, pointedAt, type SelectedRange, selected } from './pointed-at.js';
import { recordSet } from './record-set.js';
import { replaceRows, rowsOf } from './replace-rows.js';
import { topAnomaliesOf } from './top-anomalies-of.js';
import { topClientsOf } from './top-clients-of.js';
import { unpackColumns } from './unpack-columns.js';
import { whenSeen } from './when-seen.js';

// The script of an exported page whose notebook showed `filterControls`: bundled by
// lib/jupyter/setup/bundles.cjs.

/** Rows of the tables that follow the filters. */
type Rows = (columns: RecordColumns, kept: Uint32Array, limit: number) => readonly object[];
const TABLES: ReadonlyMap<string | undefined, Rows> = new Map<string, Rows>([
  ['clients', clientProfilesOf],
  ['anomalies', topAnomaliesOf],
  ['topClients', topClientsOf],
]);

/** Nothing in the place of what is not known. */
const withoutNaN = (rows: readonly object[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
    ),
  );

const all = <Kind extends Element = HTMLElement>(selector: string) => [
  ...document.querySelectorAll<Kind>(selector),
];

/** Whether a figure is of these records: scores may be another detector's. */
const isOfThese = ({ asked }: FigureMeta, { numbers, about }: RecordColumns): boolean =>
  asked === undefined || (numbers.anomaly_score !== undefined && asked.threshold === about.threshold);

/** Gives the page its filter bar, and its figures, tables and findings what passes. */
function equip(box: HTMLElement, columns: RecordColumns): void {
  const records = recordSet(columns);
  const everyRow = records.filter(NO_FILTERS);
  const seen = whenSeen();
  const bar = filterBar(columns, setByReader);
  // Of records that were added up, single ones cannot be had.
  const single = columns.about.cells
    ? '.chart:is([data-chart="dots"], [data-chart="scoreDistribution"]), [data-follows="anomalies"], [data-follows="topClients"]'
    : ':not(*)';
  const untouched = all(single);
  const charts = all(`.chart[data-chart]:not(${single})`)
    .map((element) => filteredChart(element, seen))
    .filter(({ meta }) => isOfThese(meta, columns));
  const tables = all(`[data-follows]:not(${single})`).flatMap((place) => {
    const element = place.querySelector('table');
    const rows = TABLES.get(place.dataset.follows);
    if (!element || !rows) return [];
    const names = [...(element.rows[0]?.cells ?? [])].map((cell) => cell.dataset.name ?? '');
    const original = [...element.rows].slice(1);
    const made = (kept: Uint32Array) =>
      rowsOf(table(withoutNaN(rows(columns, kept, original.length)), { columns: anomalyColumns(names) }));
    return [{ place, element, made, original }];
  });
  let filters = NO_FILTERS;

  /** As `set`, and puts the filters into the address of the page. */
  function setByReader(change: (filters: Filters) => Filters): void {
    set(change);
    changeState(filtersToState(filters), true);
  }

  function set(change: (filters: Filters) => Filters): void {
    filters = change(filters);
    const kept = records.filter(filters);
    const without = findingsWithout(columns, kept);
    const active = bar.show(filters, kept, without);
    const empty = active && kept.length === 0;
    const reset = () => {
      setByReader(() => NO_FILTERS);
      bar.focus();
    };
    for (const { element } of charts) showWhetherEmpty(element, empty, reset);
    for (const { place } of tables) showWhetherEmpty(place, empty);
    // Without a filter the page is as it was: of many records its figures may know more than the records here
    // do.
    for (const element of untouched) element.classList.toggle('unfiltered', active);
    for (const { element, meta, put } of charts) {
      const draw = FILTERED_CHARTS[element.dataset.chart as ChartName];
      // Thousands of dots take seconds to draw: after the first filter, a sample stands for all records too.
      put(
        active || element.dataset.chart === 'dots'
          ? () => draw(columns, { kept, all: everyRow, filters }, meta)
          : null,
      );
    }
    for (const { element, made, original } of tables)
      seen.later(element, () => {
        replaceRows(element, active ? made(kept) : original);
        linkClients(element);
      });
    for (const finding of all('[data-finding]'))
      finding.classList.toggle('without-records', without.has(finding.dataset.finding ?? ''));
  }

  for (const { element } of tables) linkClients(element);
  linkFindings(columns.about.findings, (change) => {
    setByReader(change);
    bar.focus();
  });
  document.addEventListener('source', (event) => {
    setByReader((before) => toggled(before, 'src_ip', (event as CustomEvent<string>).detail));
    bar.focus();
  });
  for (const { element } of charts) {
    element.classList.add('filters');
    element.addEventListener('mark', (event) => {
      const { detail } = event as CustomEvent<Mark>;
      const { chart } = element.dataset;
      const pointed = pointedAt(filters, chart, detail, binSeconds(columns, filters));
      // A bin of which no record passes is no time range to look at.
      if (chart === 'overTime' && records.filter(pointed).length === 0) return;
      setByReader(() => pointed);
    });
    element.addEventListener('range', (event) => {
      const { detail } = event as CustomEvent<SelectedRange | null>;
      setByReader((before) => selected(before, detail, binSeconds(columns, before)));
    });
    if (element.dataset.chart === 'overTime')
      element.querySelector('figcaption')?.append(
        make('span', {
          className: 'hint',
          textContent: 'Drag over the figure to select a time range; double-click to clear it.',
        }),
      );
  }
  // Before the figures are drawn for paper.
  addEventListener('beforeprint', () => seen.now(), { capture: true });
  box.replaceChildren(bar.box);
  box.closest('.rich')?.after(bar.state);
  // Text has its own zone: chips, and the inputs of the form.
  document.addEventListener('zone', () =>
    bar.show(filters, records.filter(filters), findingsWithout(columns, records.filter(filters))),
  );
  const restore = () => {
    const wanted = filtersFromState(pageState());
    if (JSON.stringify(wanted) !== JSON.stringify(filters)) set(() => wanted);
  };
  addEventListener('hashchange', restore);
  bar.show(filters, everyRow, findingsWithout(columns, everyRow));
  restore();
  document.documentElement.dataset.filters = '';
}

async function start(): Promise<void> {
  const box = document.querySelector<HTMLElement>('.record-filters');
  const packed = box?.querySelector('script')?.textContent;
  if (box && packed) equip(box, await unpackColumns(packed));
}

start().catch(console.error);
