import { make } from '../../report/browser/make.js';
import { copyButton } from './copy-button.js';
import { type TableRow, tableModel } from './table-model.js';

/** Rows up to which a table needs no search. */
const MAX_ROWS_WITHOUT_SEARCH = 5;

/** What the page can do with a table. */
export interface EquippedTable {
  /** Keeps the rows whose column is greater than a value; undefined keeps all. */
  readonly above: (column: string, value: number | undefined) => void;
  /** Reads the rows anew, after a script has replaced them. */
  readonly reread: () => void;
}

function readRow(element: HTMLTableRowElement, heads: readonly HTMLTableCellElement[]): TableRow {
  const cells = [...element.cells];
  return {
    element,
    keys: cells.map((cell, i) => {
      const key = cell.dataset.value ?? cell.textContent ?? '';
      if (key === '') return undefined;
      return heads[i]?.dataset.type === 'text' || Number.isNaN(Number(key)) ? key : Number(key);
    }),
    text: cells
      .map((cell) => cell.textContent)
      .join(' ')
      .toLowerCase(),
  };
}

/**
 * Gives a table that lib/text/table.ts made what its reader needs: a click or Enter on a column's name sorts
 * (up, down, as it was), words in the box search, long tables have pages, and every row found is copied as
 * CSV. Order, search and pages are TanStack Table's; here they are drawn, from text and
 * `data-value`, without making markup of them. It was chosen because it is headless (Tabulator, DataTables
 * and simple-datatables make markup of cells), the smallest (46 kB with this, against 124 kB of DataTables
 * 3), MIT and released monthly.
 */
export function equipTable(table: HTMLTableElement): EquippedTable {
  table.dataset.equipped = '';
  const head = table.rows[0]!;
  const heads = [...head.cells];
  const read = () => [...table.rows].slice(1).map((row) => readRow(row, heads));
  const model = tableModel(heads, read());
  const search = make('input', { type: 'search', placeholder: 'Search', ariaLabel: 'Search in this table' });
  const previous = make('button', { type: 'button', textContent: 'Previous' });
  const next = make('button', { type: 'button', textContent: 'Next' });
  const status = make('span', { role: 'status' });
  const bar = make('div', { className: 'table-bar' });
  const found = () => model.getSortedRowModel().rows.map((row) => row.original.element);
  const copy = copyButton(table, found, (done) => {
    status.textContent = done;
  });

  function draw(): void {
    const all = model.options.data;
    const sorted = model.getSortedRowModel().rows;
    const seen = new Set(model.getRowModel().rows.map((row) => row.original));
    for (const row of all) row.element.style.display = seen.has(row) ? '' : 'none';
    // In the page every row stays, so that each can be printed and found.
    head.after(...sorted.map((row) => row.original.element));
    heads.forEach((cell, i) => {
      const order = model.getColumn(String(i))?.getIsSorted();
      cell.querySelector('[data-arrow]')?.remove();
      cell.removeAttribute('aria-sort');
      if (!order) return;
      cell.setAttribute('aria-sort', order === 'asc' ? 'ascending' : 'descending');
      const arrow = make('span', { ariaHidden: 'true', textContent: order === 'asc' ? ' ▲' : ' ▼' });
      arrow.dataset.arrow = '';
      cell.append(arrow);
    });
    previous.disabled = !model.getCanPreviousPage();
    next.disabled = !model.getCanNextPage();
    const { pageIndex, pageSize } = model.atoms.pagination.get();
    const paged = all.length > pageSize;
    previous.hidden = next.hidden = !paged;
    search.hidden = all.length <= MAX_ROWS_WITHOUT_SEARCH;
    const first = pageIndex * pageSize + 1;
    const span =
      seen.size === 0 ? 'no rows' : `rows ${first} to ${first + seen.size - 1} of ${sorted.length}`;
    const told = sorted.length < all.length ? `${span} found in ${all.length}` : span;
    status.textContent = search.hidden ? '' : told;
  }

  /** Draws from the first page on, as after each change of what is shown. */
  function drawFirst(): void {
    model.setPageIndex(0);
    draw();
  }

  function turn(change: () => void): void {
    change();
    draw();
  }

  heads.forEach((cell, i) => {
    const sort = () => {
      model.getColumn(String(i))?.toggleSorting();
      drawFirst();
    };
    cell.tabIndex = 0;
    cell.style.cursor = 'pointer';
    cell.addEventListener('click', sort);
    cell.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      sort();
    });
  });
  search.addEventListener('input', () => {
    model.getColumn('words')?.setFilterValue(search.value.toLowerCase().split(/\s+/));
    drawFirst();
  });
  previous.addEventListener('click', () => turn(() => model.previousPage()));
  next.addEventListener('click', () => turn(() => model.nextPage()));
  // JupyterLab's shortcuts (d d deletes the cell) are not for who types here.
  bar.dataset.lmSuppressShortcuts = 'true';
  bar.append(search, previous, next, copy, ' ', status);
  table.parentElement?.before(bar);
  draw();
  return {
    above(column, value) {
      const i = heads.findIndex((cell) => cell.dataset.name === column);
      if (i < 0) return;
      model.getColumn(String(i))?.setFilterValue(value);
      drawFirst();
    },
    reread() {
      model.setOptions((before) => ({ ...before, data: read() }));
      drawFirst();
    },
  };
}
