import type { BoundSql } from '../../engine/sql-template.js';

/** A native chart beside the rows of a sheet. */
export interface SheetChart {
  readonly kind: 'bar' | 'line';
  readonly title: string;
  /** Column with the names, or the times. */
  readonly label: string;
  /** Column with the numbers. */
  readonly value: string;
  /** Maximum number of rows drawn, from the first on. */
  readonly limit: number;
}

/** One sheet of a workbook: a query and how its result is shown. */
export interface Sheet {
  /** At most 31 characters, without `[ ] : * ? / \`. */
  readonly name: string;
  readonly query: BoundSql;
  /**
   * Query of the rows `from` (0-based) to below `to`, in their order: for results so large that sorting them
   * as a whole takes too much memory. By default the query runs as a whole.
   */
  readonly slice?: (from: number, to: number) => BoundSql;
  readonly chart?: SheetChart;
  /** Column of scores that is coloured from white to red. */
  readonly colour?: string;
}

/** How the cells of one column are stored and shown. */
export interface SheetColumn {
  readonly name: string;
  readonly header: string;
  readonly kind: 'text' | 'number' | 'time';
  /** Excel number format, absent for text. */
  readonly format?: string;
  /** In characters. */
  readonly width: number;
}

/** The rows of one sheet: the result of a query, or a part of it. */
export interface SheetPart {
  readonly name: string;
  readonly query: BoundSql;
  readonly slice?: Sheet['slice'];
  readonly columns: readonly SheetColumn[];
  /** First row of the result in this part, 0-based, and the number of rows. */
  readonly from: number;
  readonly rows: number;
  readonly chart?: SheetChart;
  readonly colour?: string;
}
