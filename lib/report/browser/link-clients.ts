import { make } from './make.js';

/**
 * Makes the addresses of a table buttons that filter by them: each tells the document by an event `source`.
 *
 * @param table made by `table()`, with a column `src_ip`
 */
export function linkClients(table: HTMLTableElement): void {
  const [head, ...rows] = table.rows;
  const place = [...(head?.cells ?? [])].findIndex((cell) => cell.dataset.name === 'src_ip');
  for (const row of rows) {
    const cell = row.cells[place];
    const source = cell?.dataset.value;
    if (!cell || !source) continue;
    const button = make('button', { type: 'button', className: 'source', textContent: cell.textContent });
    button.title = 'Filter by this client';
    button.addEventListener('click', () =>
      document.dispatchEvent(new CustomEvent('source', { detail: source })),
    );
    cell.replaceChildren(button);
  }
}
