import type { Config, Data, Layout } from 'plotly.js';

/** The numbers behind a figure, for readers who cannot see it and for copying. Its texts are plain, not escaped. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Figures that the filters of an exported page draw anew from the records, by the function that draws them. */
export type ChartName = 'countryBars' | 'countryMap' | 'dots' | 'overTime' | 'portBars' | 'scoreDistribution';

/** Of which records a figure is, so that a page can filter by what is pointed at. */
export interface FigureMeta {
  readonly chart?: ChartName;
  /** Values of the marks of the first trace as the records have them, raw: never to be drawn. */
  readonly keys?: readonly (string | number | null)[];
  /** Of a distribution of scores: what it was asked for besides the scores. */
  readonly asked?: { readonly threshold: number; readonly score: string; readonly column: string };
}

/** What a figure says besides its drawing; Plotly carries `meta` along and ignores it. */
export type FigureLayout = Partial<Layout> & {
  readonly meta: FigureMeta & { readonly title: string; readonly description: string };
};

/** A chart as a value: nothing is drawn until `lib/jupyter` shows it. Text in it is safe to be drawn by Plotly. */
export interface Figure {
  /** A sentence that says what the figure shows, as plain text. */
  readonly title: string;
  /** What a reader who cannot see the figure should know, as plain text. */
  readonly description: string;
  readonly data: readonly Partial<Data>[];
  readonly layout: FigureLayout;
  readonly config: Partial<Config>;
  readonly table: FigureTable;
}
