import { FORMULA } from '../../text/formula.js';

/**
 * Cells as they are copied: numbers as numbers, and a text that a spreadsheet would take for a formula after
 * an apostrophe.
 *
 * @param cell of a row, or a heading
 * @param numeric whether the cell holds a number in `data-value`
 */
export function copyText(cell: HTMLTableCellElement, numeric: boolean): string {
  if (numeric) return cell.dataset.value ?? '';
  const text = cell.firstChild?.textContent?.replace(/\s+/g, ' ') ?? '';
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Puts a text on the clipboard, also on a page that came over plain http from another machine. */
export async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
