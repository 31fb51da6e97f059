import { pageZone } from '../../report/browser/page-zone.js';
import { FORMULA } from '../../text/formula.js';
import { isoInZone } from '../../text/time-zone.js';

/** A text as a field of CSV (RFC 4180), after an apostrophe where a spreadsheet would take it for a formula. */
function field(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell without what only the page needs, such as the arrow of a sorted column. */
function textOf(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLTableCellElement;
  const chosen = [...cell.querySelectorAll('select')].map(({ value }) => value);
  for (const [i, list] of [...copy.querySelectorAll('select')].entries()) list.replaceWith(chosen[i] ?? '');
  for (const extra of copy.querySelectorAll('[data-arrow], .unfold, script, style, svg')) extra.remove();
  const blocks = [...copy.querySelectorAll(':scope > div')].map((part) => part.textContent ?? '');
  const text = blocks.length > 1 ? blocks.join('; ') : (copy.textContent ?? '');
  return text.replace(/\s+/g, ' ').trim();
}

function fieldOf(cell: HTMLTableCellElement, head: HTMLTableCellElement | undefined): string {
  const { value } = cell.dataset;
  // In a heading there is a name, whatever its column has.
  if (cell.tagName === 'TD' && value !== undefined) {
    if (head?.dataset.type === 'number' && value !== '' && !Number.isNaN(Number(value))) return value;
    if (head?.dataset.type === 'number' && value === '') return '';
    if (head?.dataset.type === 'time' && value === '') return '';
  }
  const [time, ...others] = cell.querySelectorAll('time');
  const text = textOf(cell);
  if (time && others.length === 0 && time.textContent === text)
    return isoInZone(Date.parse(time.dateTime), pageZone());
  return field(text);
}

/**
 * Rows of a table as CSV: numbers as numbers, times as ISO 8601 with the offset of the zone of the page, and an
 * apostrophe before text that a spreadsheet would take for a formula.
 *
 * @param heads cells that say by `data-type` what their columns hold
 */
export function tableCsv(
  rows: readonly HTMLTableRowElement[],
  heads: readonly HTMLTableCellElement[] = [],
): string {
  return rows.map((row) => [...row.cells].map((cell, i) => fieldOf(cell, heads[i])).join(',')).join('\r\n');
}
