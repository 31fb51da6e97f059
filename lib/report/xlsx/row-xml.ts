import { cellText } from './cell-text.js';

/** A cell's value: text, a number (a time is a number of days), or nothing. */
export type CellContent = string | number | null;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escaped texts by what they were: rules and protocols come again and again, and are kept once. */
const memoized = new Map<string, string>();
const MAX_MEMOIZED = 1_000;

/** A text as it stands in a sheet's XML. */
export function xmlText(text: string): string {
  const before = memoized.get(text);
  if (before !== undefined) return before;
  const after = cellText(text).replace(/[&<>]/g, (c) => ESCAPED[c] ?? c);
  if (memoized.size >= MAX_MEMOIZED) memoized.clear();
  memoized.set(text, after);
  return after;
}

/** What stands around the values of one column, written once. */
export interface CellFrame {
  readonly before: string;
  readonly text: string;
  readonly number: string;
}

/**
 * Prepares the cells of a column (ECMA-376, 18.3.1.4).
 *
 * @param letter `A`, `B` …
 * @param style the attribute ` s="…"`, or nothing
 */
export const cellFrame = (letter: string, style: string): CellFrame => ({
  before: `<c r="${letter}`,
  text: `"${style} t="inlineStr"><is><t xml:space="preserve">`,
  number: `"${style}><v>`,
});

/**
 * Writes one row of a sheet (ECMA-376, 18.3.1.73). Text becomes an inline string, which a spreadsheet never
 * computes; a number that is not finite becomes an empty cell.
 *
 * @param row 1-based
 * @param cells the value of a column by its place; text as {@link xmlText} gives it
 *
 * @example
 * rowXml(2, [cellFrame('A', '')], () => xmlText('=1+1')); // '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c></row>'
 */
export function rowXml(
  row: number,
  frames: readonly CellFrame[],
  cells: (column: number) => CellContent,
): string {
  let xml = `<row r="${row}">`;
  for (let i = 0; i < frames.length; i++) {
    const value = cells(i);
    const { before, text, number } = frames[i]!;
    if (typeof value === 'string') xml += `${before}${row}${text}${value}</t></is></c>`;
    else if (value !== null && Number.isFinite(value)) xml += `${before}${row}${number}${value}</v></c>`;
  }
  return `${xml}</row>`;
}
