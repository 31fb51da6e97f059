import type { HtmlBlock } from '../../text/html-block.js';

/**
 * Puts the rows of a table that `table()` made in the place of those that the page has. The script of the tables reads
 * them anew by the event `rows`.
 *
 * @param before `table.sortable` of the page
 */
export function replaceRows(before: HTMLTableElement, { html }: HtmlBlock): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  const after = template.content.querySelector('table');
  const caption = after?.caption?.textContent;
  if (before.caption && caption) before.caption.textContent = caption;
  for (const row of [...before.rows].slice(1)) row.remove();
  before.rows[0]?.after(...[...(after?.rows ?? [])].slice(1));
  before.dispatchEvent(new Event('rows'));
}
