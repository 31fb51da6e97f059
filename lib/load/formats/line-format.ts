import type { FieldMap } from '../field-map.js';

/** What is known about the lines besides their text. */
export interface MappingOptions {
  /** Names of the fields in their order, for lines without a header; given by the option `fields`. */
  readonly fields?: readonly string[];
  /** All header lines of the file in their order, where they differ; by default there is at most the one in `lines`. */
  readonly headers?: readonly string[];
  /** Names in the lines by the column of the schema that they hold; given by the option `map`. */
  readonly map?: FieldMap | undefined;
  /** The format that was given as a layout, which is then the only one. */
  readonly own?: LineFormat | undefined;
}

/** How the lines of a log become the columns of the schema: SQL over `line`, and over `f`, the line taken apart. */
export interface LineMapping {
  /** SQL over `line` that takes it apart, once; with `sections` also over `section`. */
  readonly parsed: string;
  /** SQL over `f`, `line` and what the steps before it named, computed once for each line and in this order. */
  readonly steps?: readonly Readonly<Record<string, string>>[];
  /** SQL over `f`, `line` and the steps that gives text, by column of the schema; other columns are null. */
  readonly columns: Readonly<Record<string, string>>;
  /** SQL that gives a SkipReason for a line that holds no record, or null. */
  readonly skip?: string;
  /** SQL that is true for a line that cannot be read. */
  readonly unreadable: string;
  /** Records are one-way flows whose two directions belong together: source and destination are sender and receiver, bytes_in is what was sent. */
  readonly oneWay?: boolean;
  /** Which of the file's headers a line is below, where they differ: SQL over `section` has its number. */
  readonly sections?: Sections;
}

/** The parts of a file whose headers differ. */
export interface Sections {
  /** SQL over `line` that is true for a header. */
  readonly isHeader: string;
  /** The number of the section above the first header, and of those below each one. */
  readonly each: readonly number[];
}

/** A log format with a record a line. */
export interface LineFormat {
  readonly name: string;
  /** What the format is called in a sentence. */
  readonly title: string;
  /** Gives the mapping if the first lines (blank ones left out) look like this format, else null. */
  readonly mapping: (lines: readonly string[], options?: MappingOptions) => LineMapping | null;
  /** SQL over `line` that is true for a line that names the fields of those below it; a file may have several. */
  readonly isHeader?: string;
  /** Says what is missing for lines that look like this format but cannot be read as they are, a sentence's end; else null. */
  readonly lacking?: (lines: readonly string[], options?: MappingOptions) => string | null;
  /** Says where a line stops fitting, to explain why a file was not recognized; null for a line that fits. */
  readonly misfit?: (line: string) => Misfit | null;
}

/** Where a line stops fitting a format. */
export interface Misfit {
  /** 1-based position in the line. */
  readonly column: number;
  /** What was expected there, a phrase. */
  readonly expected: string;
  /** Which part of the format's parts fit, 0 to 1. */
  readonly share: number;
}

/**
 * Finds where a line stops fitting a sequence of parts.
 *
 * @param parts what each part is called, and its regular expression
 */
export function misfitOf(parts: readonly (readonly [string, string])[], line: string): Misfit | null {
  let pattern = '^';
  let column = 1;
  for (const [i, [expected, part]] of parts.entries()) {
    pattern += part;
    const match = new RegExp(pattern).exec(line);
    if (match === null) return { column, expected, share: i / parts.length };
    column = match[0].length + 1;
  }
  return null;
}

/** SQL for null where a log writes `-` or nothing. */
export const nullIfAbsent = (sql: string): string => `nullif(nullif(${sql}, '-'), '')`;

/** True when most of the lines hold. */
export const mostLines = (lines: readonly string[], holds: (line: string) => boolean): boolean =>
  lines.length > 0 && lines.filter(holds).length > lines.length / 2;
