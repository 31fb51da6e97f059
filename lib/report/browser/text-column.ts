import type { RecordColumns, TextColumn } from '../explore/record-columns.js';

/** A column of texts, empty where the page has none of that name. */
export const textColumn = ({ texts }: RecordColumns, name: string): TextColumn =>
  texts[name] ?? { values: [], codes: new Uint8Array() };

/** The text of a row, or null. */
export const textOf = ({ values, codes }: TextColumn, row: number): string | null =>
  values[codes[row]!] ?? null;
