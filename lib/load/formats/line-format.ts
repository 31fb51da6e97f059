/** How the lines of a log become the columns of the schema: SQL over `line`, and over `f`, the line taken apart. */
export interface LineMapping {
  /** SQL over `line` that takes it apart, once. */
  readonly parsed: string;
  /** SQL over `f` and `line` that gives text, by column of the schema; other columns are null. */
  readonly columns: Readonly<Record<string, string>>;
  /** SQL that gives a SkipReason for a line that holds no record, or null. */
  readonly skip?: string;
  /** SQL that is true for a line that cannot be read. */
  readonly unreadable: string;
  /** Records are one-way flows whose two directions belong together. */
  readonly oneWay?: boolean;
}

/** A log format with a record a line. */
export interface LineFormat {
  readonly name: string;
  /** What the format is called in a sentence. */
  readonly title: string;
  /** Gives the mapping if the first lines (blank ones left out) look like this format, else null. */
  readonly mapping: (lines: readonly string[]) => LineMapping | null;
}

/** SQL for null where a log writes `-` or nothing. */
export const nullIfAbsent = (sql: string): string => `nullif(nullif(${sql}, '-'), '')`;

/** True when most of the lines hold. */
export const mostLines = (lines: readonly string[], holds: (line: string) => boolean): boolean =>
  lines.length > 0 && lines.filter(holds).length > lines.length / 2;
