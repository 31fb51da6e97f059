/** Features of records as a dense matrix: what every model takes. */
export interface FeatureMatrix {
  /** Row-major values, `rows × columns.length`, scaled: 0 is the median of the training records. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: readonly FeatureColumn[];
  /** `row_id` of each record in the traffic table, in the order of the rows. */
  readonly rowIds: Int32Array;
  /** For rarity features: which value (a port, a country) each record has; keyed by traffic column. */
  readonly categories: Readonly<Record<string, Category>>;
}

/** The values of one traffic column, as positions in a list of names. */
export interface Category {
  /** One position in `names` a row, or -1 for a value that the training records did not have. */
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** How a feature's number reads: what it was before the logarithm, and in which unit it is told. */
export type FeatureForm =
  | 'bytes'
  | 'bytes a second'
  | 'seconds'
  | 'count'
  | 'ratio'
  | 'share'
  | 'bits'
  | 'change'
  | 'flag'
  | 'rarity'
  | 'hour'
  | 'weekday';

/** One feature: its name, unit, what it says, and how it was scaled. */
export interface FeatureColumn {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  readonly form: FeatureForm;
  /** Columns that tell one thing together (sine and cosine of the hour) share a topic. */
  readonly topic: string;
  /** The traffic column whose value a rarity is about. */
  readonly category?: string;
  /** Median over the training records, in the feature's unit. */
  readonly median: number;
  /** Robust standard deviation over the training records, in the feature's unit. Above 0. */
  readonly scale: number;
}
