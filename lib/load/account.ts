/** Why a unit of the input is neither a record nor a reject. */
export type SkipReason =
  | 'header'
  | 'title'
  | 'blank'
  | 'comment'
  | 'NODATA'
  | 'SKIPDATA'
  | 'control message'
  | 'no client'
  | 'other message'
  | 'joined line';

/**
 * What became of every unit of one file (a row of a table, a line of a log, an element of a JSON list):
 * `units = records + rejects + mergedHalves + all that was skipped + leftOut`.
 */
export interface Account {
  /** The file as it was named. */
  readonly file: string;
  /** How it was read: `csv`, `aws-waf` … */
  readonly format: string;
  readonly units: number;
  readonly records: number;
  /** Records that the filter in force left out. */
  readonly leftOut?: number;
  readonly rejects: number;
  /** One-way flow records that were joined to their opposite direction. */
  readonly mergedHalves: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Records whose country code is no code of ISO 3166-1 (XK for Kosovo counts as one). Codes of two or three characters are kept. */
  readonly unknownCountries: number;
  /** Those codes as written, and how many records have each; the 50 most frequent. */
  readonly countryCodes?: Readonly<Record<string, number>>;
  /**
   * The zone in which times without one were read, and how many records begin at a time that the change of clocks left out
   * (`gap`, read as an hour later) or repeated (`overlap`, read as the second of the two).
   */
  readonly timeZone?: { readonly name: string; readonly gap?: number; readonly overlap?: number };
  /** What else is to be known of how it was read, a phrase each. */
  readonly notes?: readonly string[];
  /** Addresses and the values of queries are masked in `traffic`. */
  readonly masked?: true;
}
