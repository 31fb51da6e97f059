/** Features of records as a dense matrix: what every model takes. */
export interface FeatureMatrix {
  /** Row-major values, `rows × columns.length`. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: readonly FeatureColumn[];
  /** `row_id` of each record in the traffic table, in the order of the rows. */
  readonly rowIds: Int32Array;
}

/** One feature: its name, unit and what it says. */
export interface FeatureColumn {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
}
