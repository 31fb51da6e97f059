import { countryBars } from '../../charts/country-bars.js';
import { countryMap } from '../../charts/country-map.js';
import { dots } from '../../charts/dots.js';
import type { Figure, FilteredChart } from '../../charts/figure.js';
import { overTime } from '../../charts/over-time.js';
import { portBars } from '../../charts/port-bars.js';
import { bytes } from '../../text/bytes.js';
import { count } from '../../text/count.js';
import { table } from '../../text/table.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { filterChips } from './filter-chips.js';
import { filterForm } from './filter-form.js';
import { type Filters, NO_FILTERS } from './filters.js';
import { make } from './make.js';
import { type Mark, pointedAt } from './pointed-at.js';
import { recordSet } from './record-set.js';
import { replaceRows } from './replace-rows.js';
import { totals } from './totals.js';
import { countriesOf, dotsOf, overTimeOf, portsOf, sourcesOf } from './traffic-answers.js';
import { unpackColumns } from './unpack-columns.js';

// The script of an exported page whose notebook showed `recordFilters`: bundled by lib/jupyter/setup/bundle.cjs.

/** Dots that SVG draws in a tenth of a second. */
const DOTS = 2000;

/** Draws a figure from the rows that pass. */
const CHARTS: Readonly<Record<FilteredChart, (columns: RecordColumns, kept: Uint32Array) => Figure>> = {
  countryBars: (columns, kept) => countryBars(countriesOf(columns, kept)),
  countryMap: (columns, kept) => countryMap(countriesOf(columns, kept)),
  dots: (columns, kept) => dots(dotsOf(columns, kept, DOTS)),
  overTime: (columns, kept) => overTime(overTimeOf(columns, kept)),
  portBars: (columns, kept) => portBars(portsOf(columns, kept)),
};

function equip(box: HTMLElement, columns: RecordColumns): void {
  const records = recordSet(columns);
  let filters = NO_FILTERS;
  const counted = make('output', {});
  const chips = make('ul', { className: 'chips' });
  const reset = make('button', { type: 'button', textContent: 'Reset' });
  reset.addEventListener('click', () => set(() => NO_FILTERS));
  const { form, show } = filterForm(columns, set);
  const state = make('div', { className: 'filter-state' }, counted, chips, reset);

  function set(change: (filters: Filters) => Filters): void {
    filters = change(filters);
    update();
  }

  function update(): void {
    const kept = records.filter(filters);
    show(filters);
    counted.textContent = sentence(columns, kept);
    const active = filterChips(filters);
    chips.replaceChildren(
      ...active.map(({ text, without }) => {
        const button = make('button', {
          type: 'button',
          textContent: text,
          ariaLabel: `Remove filter: ${text}`,
        });
        button.addEventListener('click', () => set(() => without));
        return make('li', {}, button);
      }),
    );
    reset.disabled = active.length === 0;
    for (const chart of document.querySelectorAll<HTMLElement>('.chart[data-chart]')) {
      const draw = CHARTS[chart.dataset.chart as FilteredChart];
      if (draw) chart.dispatchEvent(new CustomEvent('figure', { detail: draw(columns, kept) }));
    }
    for (const sources of document.querySelectorAll<HTMLTableElement>('[data-follows="sources"] table'))
      replaceRows(sources, table(sourcesOf(columns, kept, 15)));
  }

  document.addEventListener(
    'mark',
    ({ target, detail }: Event & { detail?: Mark }) => {
      if (target instanceof HTMLElement && detail)
        set((before) => pointedAt(before, target.dataset.chart, detail, columns.about.bin.seconds));
    },
    true,
  );
  box.replaceChildren(form);
  box.closest('.rich')?.after(state);
  counted.textContent = sentence(columns, records.filter(filters));
  reset.disabled = true;
}

function sentence(columns: RecordColumns, kept: Uint32Array): string {
  const [all] = totals(columns, kept, 1, () => 0);
  const { records = 0, sources = 0, bytes_in = 0, bytes_out = 0 } = all ?? {};
  return `${records.toLocaleString('en-US')} of ${count(columns.about.records, 'record')}, ${count(sources, 'source')}, ${bytes(bytes_in + bytes_out)}`;
}

async function start(): Promise<void> {
  const box = document.querySelector<HTMLElement>('.record-filters');
  const packed = box?.querySelector('script')?.textContent;
  if (box && packed) equip(box, await unpackColumns(packed));
}

start().catch(console.error);
