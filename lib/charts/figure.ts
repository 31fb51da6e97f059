import type { Config, Data, Layout } from 'plotly.js';

/**
 * The numbers behind a figure, for readers who cannot see it and for copying. Its texts are plain, not
 * escaped.
 */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Charts that the filters of an exported page redraw. */
export type ChartName = 'countryBars' | 'countryMap' | 'dots' | 'overTime' | 'portBars' | 'scoreDistribution';

/** What an exported page needs to filter by a mark of the figure, and to redraw it. */
export interface FigureMeta {
  readonly chart?: ChartName;
  /** Values of the marks of the first trace as they are in the records; not escaped, so never drawn. */
  readonly keys?: readonly (string | number | null)[];
  /** Whether a sentence stands in for a drawing, since there would be one bar only. */
  readonly sentence?: true;
  /** Of a score histogram: its threshold and options. */
  readonly asked?: { readonly threshold: number; readonly score: string; readonly column: string };
}

/** Plotly layout with metadata for the exported page; Plotly ignores `meta`. */
export type FigureLayout = Partial<Layout> & {
  readonly meta: FigureMeta & { readonly title: string; readonly description: string };
};

/** Options of every chart. */
export interface FigureOptions {
  /** Title of the figure, plain text. Default: a sentence computed from the data. */
  readonly title?: string;
}

/** Options of charts that would be one bar or one country. */
export interface SingleOptions extends FigureOptions {
  /**
   * What to make of a single bar or country: a sentence, or the figure all the same. Default: `'sentence'`.
   */
  readonly single?: 'sentence' | 'figure';
}

/** A chart as a value; `show` draws it. Text from records is escaped for Plotly. */
export interface Figure {
  /** Title, as plain text: a sentence with the main result. */
  readonly title: string;
  /** Text alternative for readers who cannot see the figure, as plain text. */
  readonly description: string;
  readonly data: readonly Partial<Data>[];
  readonly layout: FigureLayout;
  readonly config: Partial<Config>;
  readonly table: FigureTable;
}
