import type { Config, Data, Layout } from 'plotly.js';

/** The numbers behind a figure, for readers who cannot see it and for copying. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A chart as a value: nothing is drawn until `lib/jupyter` shows it. */
export interface Figure {
  /** A sentence that says what the figure shows. */
  readonly title: string;
  /** What a reader who cannot see the figure should know. */
  readonly description: string;
  readonly data: readonly Partial<Data>[];
  readonly layout: Partial<Layout>;
  readonly config: Partial<Config>;
  readonly table: FigureTable;
}
