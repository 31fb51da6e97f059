import { quoteLiteral } from '../engine/sql-text.js';

/** Characters that divide thousands. */
export const THOUSANDS: readonly string[] = ['.', ',', "'", ' '];

/** How whole numbers are read. */
export interface NumberOptions {
  /** The character that divides thousands; without it, a number with one is rejected. */
  readonly thousands?: string;
}

/**
 * SQL for a whole number out of text: decimal digits with or without a sign; `.0` behind them, as tools write that keep whole
 * numbers as floating point; or a power of ten that loses no digit, `1E+3`. Null for what the engine's own cast would read
 * otherwise: `13.000`, `15e-1`, `2.52E+07`, `0x10`, `1_000`.
 *
 * @param text SQL of the text
 * @param options `thousands` also reads groups of three digits
 */
export function wholeNumber(text: string, type: string, { thousands }: NumberOptions = {}): string {
  const plain = `case when regexp_full_match(${text}, '\\s*[+-]?[0-9]+(?:[.]0)?\\s*') then try_cast(${text} as ${type})
    when regexp_full_match(${text}, ' *[+-]?[0-9]+[eE][+]?[0-9]{1,2} *') then try_cast(try_cast(${text} as decimal(38, 0)) as ${type})`;
  if (thousands === undefined) return `${plain} end`;
  const groups = quoteLiteral(` *[+-]?[0-9]{1,3}(?:[${thousands}][0-9]{3})+ *`);
  return `${plain} when regexp_full_match(${text}, ${groups})
    then try_cast(replace(trim(${text}), ${quoteLiteral(thousands)}, '') as ${type}) end`;
}

/** Forms of numbers that are not read, as patterns, and why. */
export const badNumbers: readonly (readonly [string, string])[] = [
  [
    "^ *[+-]?[0-9]{1,3}([.][0-9]{3})+ *$|^ *[+-]?[0-9]{1,3}(,[0-9]{3})+ *$|^ *[+-]?[0-9]{1,3}([' \u00a0\u202f][0-9]{3})+ *$",
    'may have thousands separators (give --thousands to read them)',
  ],
  ['^ *[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+ *$', 'is in scientific notation, which may have lost digits'],
  ['^ *[+-]?0[xXbBoO][0-9a-fA-F]+ *$', 'is not a decimal number'],
  ['^ *[+-]?[0-9_]*_[0-9_]*$', 'is not a whole number (digits with underscores)'],
  ['^ *[+]?[0-9]{10,} *$', 'is too large'],
];
