import { cellText } from './cell-text.js';

/** A cell's value: text, a number (a time is a number of days), or nothing. */
export type CellContent = string | number | null;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Writes one row of a sheet (ECMA-376, 18.3.1.73). Text becomes an inline string, which a spreadsheet never
 * computes; a number that is not finite becomes an empty cell.
 *
 * @param row 1-based
 * @param letters `A`, `B` … of the columns
 * @param styles the attribute ` s="…"` of each column, or nothing
 *
 * @example
 * rowXml(2, ['A'], [''], ['=1+1']); // '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c></row>'
 */
export function rowXml(
  row: number,
  letters: readonly string[],
  styles: readonly string[],
  cells: readonly CellContent[],
): string {
  let xml = `<row r="${row}">`;
  for (let i = 0; i < cells.length; i++) {
    const value = cells[i] ?? null;
    if (value === null) continue;
    if (typeof value === 'string') {
      const text = cellText(value).replace(/[&<>]/g, (c) => ESCAPED[c] ?? c);
      xml += `<c r="${letters[i]}${row}"${styles[i]} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
    } else if (Number.isFinite(value)) xml += `<c r="${letters[i]}${row}"${styles[i]}><v>${value}</v></c>`;
  }
  return `${xml}</row>`;
}
