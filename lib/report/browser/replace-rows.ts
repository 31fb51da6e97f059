import type { HtmlBlock } from '../../text/html-block.js';
import { showTimes } from './page-zone.js';

/** The rows of a table that `table()` made, without its head. */
export function rowsOf({ html }: HtmlBlock): readonly HTMLTableRowElement[] {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...(template.content.querySelector('table')?.rows ?? [])].slice(1);
}

/**
 * Puts other rows into a table of the page. The script of the tables reads them anew by the event `rows`.
 *
 * @param table `table.sortable`
 */
export function replaceRows(table: HTMLTableElement, rows: readonly HTMLTableRowElement[]): void {
  const [head, ...before] = table.rows;
  for (const row of before) row.remove();
  head?.after(...rows);
  showTimes(table);
  table.dispatchEvent(new Event('rows'));
}
