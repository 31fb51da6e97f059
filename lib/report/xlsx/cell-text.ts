import { visible } from '../../text/visible.js';

/** An escaped character may take eight; a cell holds 32,767 (Excel specifications and limits). */
const MAX_CELL_LENGTH = 4_000;
/**
 * What a spreadsheet takes for an escaped character (ECMA-376, 22.9.2.19), so `_x202E_` could hide what is
 * written.
 */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g;

/**
 * Makes text fit for a cell: control characters and lone surrogates, which XML cannot hold, are written
 * visibly, and what looks like a spreadsheet's escape stays as it is written. The text is not guarded against
 * formulas: a cell of type text is never computed.
 *
 * @example
 * cellText('=1+1\u0000'); // '=1+1\\u0000'
 */
export const cellText = (text: string): string => visible(text, MAX_CELL_LENGTH).replace(ESCAPE, '_x005F_');
