import { addCopyButton } from './copy-button.js';
import { type EquippedTable, equipTable } from './equip-table.js';

// The script of a page with tables: bundled by lib/jupyter/setup/bundles.cjs into the exported page, and into
// an extension of JupyterLab, so that a notebook's outputs hold tables without any script.

const equipped = new WeakMap<HTMLTableElement, EquippedTable>();

function equipAll(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable:not([data-equipped])'))
    equipped.set(table, equipTable(table));
  // Of other tables, only an exported page has the look.
  for (const table of document.querySelectorAll<HTMLTableElement>(
    '#report table:not(.sortable, [data-copied])',
  ))
    addCopyButton(table);
}

/** The report's slider: rows with more than its value stay. */
document.addEventListener('threshold', (event) => {
  const { column, value } = (event as CustomEvent<{ column: string; value: number }>).detail;
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable'))
    equipped.get(table)?.above(column, value);
});

/** A script that replaces the rows of a table says so by an event `rows` on it. */
document.addEventListener(
  'rows',
  ({ target }) => {
    if (target instanceof HTMLTableElement) equipped.get(target)?.reread();
  },
  true,
);

// JupyterLab adds outputs whenever a cell runs or comes into sight.
new MutationObserver(equipAll).observe(document, { childList: true, subtree: true });
equipAll();
