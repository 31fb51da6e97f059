import { toClipboard } from '../../report/browser/clipboard.js';
import { make } from '../../report/browser/make.js';
import { tableCsv } from './table-csv.js';

/** What a table is called: its caption, its region, or the heading before it. */
function nameOf(table: HTMLTableElement): string {
  const caption = table.caption?.textContent?.trim();
  if (caption) return caption;
  const region = table.closest('[aria-label]')?.getAttribute('aria-label');
  if (region && table.closest('.table-box')) return region;
  const before = [...document.querySelectorAll('h1, h2, h3, h4')].filter(
    (heading) => heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  const heading = before.at(-1)?.firstChild?.textContent?.trim();
  return heading ? `table in ${heading}` : 'table';
}

/**
 * Makes the button that copies a table as CSV.
 *
 * @param rows the rows to copy, without the heading
 * @param say takes what was done
 */
export function copyButton(
  table: HTMLTableElement,
  rows: () => readonly HTMLTableRowElement[],
  say: (done: string) => void,
): HTMLButtonElement {
  const button = make('button', { type: 'button', className: 'copy-csv', textContent: 'Copy CSV' });
  const label = () => {
    button.ariaLabel = `Copy CSV: ${nameOf(table)}`;
  };
  label();
  // Filters change captions.
  button.addEventListener('focus', label);
  button.addEventListener('click', async () => {
    const head = table.rows[0];
    const copied = rows();
    const heads = head && !copied.includes(head) ? [head] : [];
    await toClipboard(tableCsv([...heads, ...copied], [...(head?.cells ?? [])]));
    say(`${copied.length.toLocaleString('en-US')} ${copied.length === 1 ? 'row' : 'rows'} copied`);
  });
  return button;
}

/** Gives a table of an exported page that has no bar a button to copy it. */
export function addCopyButton(table: HTMLTableElement): void {
  table.dataset.copied = '';
  const status = make('span', { role: 'status' });
  const first = table.rows[0];
  const headed = first !== undefined && [...first.cells].every((cell) => cell.tagName === 'TH');
  // Details stand below the row of a finding, in a cell of the whole width.
  const rows = () =>
    [...table.rows].slice(headed ? 1 : 0).filter((row) => !row.classList.contains('finding-detail'));
  const button = copyButton(table, rows, (done) => {
    status.textContent = done;
  });
  table.after(make('div', { className: 'table-bar' }, button, status));
}
