import { allColumns } from '../schema/columns.js';
import type { SkipReason } from './account.js';

/** A source of records before validation. */
export interface RawSource {
  /** How the input is called in the account. */
  readonly format: string;
  /** What the input is called in a sentence. */
  readonly title: string;
  /**
   * SELECT that gives every column of the schema as text, and `skip_reason`, `unread` (why the row as a whole cannot
   * be read), `line` (the row's text) and `label`, and where `numbered` is true `line_number`.
   */
  readonly sql: string;
  /**
   * SELECT that gives the typed columns at once and fails on the first row that is not perfect; left out where
   * there is no faster way than `sql`.
   */
  readonly typedSql?: string;
  /** Columns of the schema that hold anything; those that `typedSql` gives. */
  readonly present?: readonly string[];
  /** Gives the source anew for a careful pass, its text corrected where it has to be. */
  readonly careful?: () => Promise<RawSource>;
  /** Says whether the text is such that the engine's reader loses nothing of it without an error. */
  readonly isRegular?: () => Promise<boolean>;
  /** Says whether there may be blank rows, which the engine passes over without a word. */
  readonly mayHaveBlanks?: () => Promise<boolean>;
  /** Rows know the line on which they begin; those that no row could be made of are in the table `damaged_rows`. */
  readonly numbered?: boolean;
  /** The text the rows are in, to name lines; null where rows have numbers only. */
  readonly text: string | null;
  /** What is wrong with the input as a whole, a sentence's end, for an error. */
  readonly flaw?: string;
  /** The line of the input from which each line of the text came, where the text was made from it. */
  readonly origin?: Int32Array;
  /** Lines before the first row of data. */
  readonly skip: number;
  /** Byte between cells, or null where a row is a line whatever it holds. */
  readonly delimiter: number | null;
  /** Cells of a row, for sources that are tables of text. */
  readonly cells: number | null;
  /** What the lines before the data were. */
  readonly lead: Readonly<Partial<Record<SkipReason, number>>>;
  /** Phrases about what was read and what was not. */
  readonly notes?: readonly string[];
  readonly oneWay: boolean;
  /** The column that the labels came from. */
  readonly labelColumn: string | null;
}

/** SQL for the columns of a RawSource: those named give text, others are null. */
export function rawColumns(expressions: Readonly<Record<string, string>>): string {
  return allColumns.map(({ name }) => `${expressions[name] ?? 'null'}::varchar as ${name}`).join(', ');
}

/** Columns that hold a label which somebody gave to a record. */
export const LABEL_COLUMNS: readonly string[] = [
  'truth',
  'ground_truth',
  'label',
  'is_suspicious',
  'is_attack',
  'is_malicious',
  'malicious',
  'attack',
  'is_anomaly',
  'class',
  'target',
];
