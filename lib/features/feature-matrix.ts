/** Features of records as a dense matrix, the input of every model. */
export interface FeatureMatrix {
  /** Scaled values, `rows × columns.length`, row-major: 0 is the median of the training records. */
  readonly values: Float32Array;
  /** Number of rows, one per record. */
  readonly rows: number;
  /** The features, one per column. */
  readonly columns: readonly FeatureColumn[];
  /** `row_id` of each row in the table `traffic`: an array beside the rows, not a column of results. */
  readonly rowIds: Int32Array;
  /** For rarity features, the value (a port, a country) of each record, by traffic column. */
  readonly categories: Readonly<Record<string, Category>>;
}

/** The values of one traffic column, as positions in a list of names. */
export interface Category {
  /** One position in `names` per row; -1 for a value that the training records do not have. */
  readonly codes: Int32Array;
  /** The values in the training records, the most frequent first; `''` for a missing value. */
  readonly names: readonly string[];
}

/** Quantity of a feature before its logarithm, which determines how it is formatted. */
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
  | 'client rarity'
  | 'path rarity'
  | 'deviations'
  | 'hour'
  | 'weekday';

/**
 * Side of a record that features describe: how much was sent, when, which values it has (port, country …),
 * what was requested, and what its client and its network did.
 */
export type FeatureGroup = 'quantity' | 'time' | 'category' | 'request' | 'client';

/** A feature and its scaling. */
export interface FeatureColumn {
  /** Name, such as `bytes_in`. */
  readonly name: string;
  /** Unit before scaling, such as `ln(1 + bytes)`. */
  readonly unit: string;
  /** Description in words. */
  readonly meaning: string;
  /** Quantity, which determines how values are formatted. */
  readonly form: FeatureForm;
  /** Topic, shared by columns of one quantity (sine and cosine of the hour). */
  readonly topic: string;
  /** Group of features that describe one side of a record. */
  readonly group: FeatureGroup;
  /** The traffic column whose values a rarity measures. */
  readonly category?: string;
  /** Number of clients that requests were learned from, for a share of them. */
  readonly clients?: number;
  /** Median over the training records, in the feature's unit. */
  readonly median: number;
  /** Robust standard deviation over the training records, in the feature's unit. Above 0. */
  readonly scale: number;
}
