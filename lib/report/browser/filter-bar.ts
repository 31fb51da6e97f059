import { duration } from '../../text/duration.js';
import { formatBytes } from '../../text/format-bytes.js';
import { formatCount } from '../../text/format-count.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { csvOf } from './csv-of.js';
import { filterChips } from './filter-chips.js';
import { filterForm } from './filter-form.js';
import { type Filters, NO_FILTERS } from './filters.js';
import { make } from './make.js';
import { pageZone } from './page-zone.js';
import { totals } from './totals.js';

/** What the reader filters with. */
export interface FilterBar {
  /** The controls, folded on a small screen. */
  readonly box: HTMLElement;
  /** What passes, what is filtered by, and what can be done with it; it stays in sight. */
  readonly state: HTMLElement;
  /** Puts the keyboard's focus on the newest filter, else on the download. */
  readonly focus: () => void;
  /**
   * Returns whether any filter is active.
   *
   * @param without ids of the findings of which no record passes
   */
  readonly show: (filters: Filters, kept: Uint32Array, without: ReadonlySet<string>) => boolean;
}

/**
 * Makes the filter bar: controls, counts, a chip for each active filter, reset, download, and for paper a
 * sentence.
 *
 * @param set takes what the reader makes of the present filters
 */
export function filterBar(
  columns: RecordColumns,
  set: (change: (filters: Filters) => Filters) => void,
): FilterBar {
  let shown: Uint32Array = new Uint32Array();
  const { form, show } = filterForm(columns, set);
  const counted = make('output');
  const chips = make('ul', { className: 'chips' });
  const printed = make('p', { className: 'printed' });
  const reset = make('button', { type: 'button', textContent: 'Reset filters' });
  // The pressed button is removed or disabled afterwards, so keyboard users continue from here.
  const focus = () =>
    ([...chips.querySelectorAll('button')].at(-1) ?? download).focus({ preventScroll: true });
  const change = (filters: Filters) => {
    set(() => filters);
    focus();
  };
  reset.addEventListener('click', () => change(NO_FILTERS));
  const download = make('button', {
    type: 'button',
    textContent: columns.about.cells ? 'Download totals (CSV)' : 'Download CSV',
  });
  download.addEventListener('click', () => save(csvOf(columns, shown, pageZone()), 'filtered-records.csv'));
  const note = howAddedUp(columns);
  if (note) form.append(make('p', { className: 'note', textContent: note }));
  const state = make('div', { className: 'filter-state' }, counted, chips, reset, download, printed);
  const box = make(
    'details',
    { open: !matchMedia('(max-width: 48rem)').matches },
    make('summary', { textContent: 'Filters' }),
    form,
  );
  return {
    box,
    state,
    focus,
    show(filters, kept, without) {
      shown = kept;
      show(filters);
      const active = filterChips(filters);
      counted.textContent = `${sentence(columns, kept)}${findingsText(columns, without)}`;
      chips.replaceChildren(...active.map(({ text, without }) => chip(text, () => change(without))));
      printed.textContent =
        active.length === 0
          ? ''
          : `Only these records are counted: ${active.map(({ text }) => text).join('; ')}.`;
      reset.disabled = active.length === 0;
      return active.length > 0;
    },
  };
}

function chip(text: string, remove: () => void): HTMLElement {
  const button = make('button', {
    type: 'button',
    textContent: `${text} ×`,
    ariaLabel: `Remove filter: ${text}`,
  });
  button.addEventListener('click', remove);
  return make('li', {}, button);
}

function findingsText({ about: { findings } }: RecordColumns, without: ReadonlySet<string>): string {
  if (findings.length === 0) return '';
  const left = findings.length - without.size;
  return `, ${left.toLocaleString('en-US')} of ${formatCount(findings.length, 'finding')}`;
}

function sentence(columns: RecordColumns, kept: Uint32Array): string {
  const [all] = totals(columns, kept, 1, () => 0);
  const { records = 0, clients = 0, bytes_in = 0, bytes_out = 0 } = all ?? {};
  const known = Number.isNaN(clients) ? '' : `, ${formatCount(clients, 'client')}`;
  return `${records.toLocaleString('en-US')} of ${formatCount(columns.about.records, 'record')}${known}, ${formatBytes(bytes_in + bytes_out)}`;
}

/** What a page cannot hold: how the records were added up, or which columns it lacks. */
function howAddedUp({ rows, about }: RecordColumns): string {
  if (!about.cells)
    return about.leftOut.length === 0
      ? ''
      : `Too long for a page, hence not in what is downloaded: ${about.leftOut.join(', ')}.`;
  const { sources, ports } = about.cells;
  const part = ([named, all]: readonly [number, number], noun: string) =>
    named < all
      ? `the ${named.toLocaleString('en-US')} most frequent of ${formatCount(all, noun)}`
      : formatCount(all, noun);
  return `A page cannot hold ${formatCount(about.records, 'record')}. Filters act on ${formatCount(rows, 'total')} of them: by ${duration(about.bin.seconds)}, country, rule, ${part(ports, 'port')} and ${part(sources, 'source')}; the others are counted together.`;
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  make('a', { href: address, download: name }).click();
  // Not at once: the browser reads it after this has run.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
