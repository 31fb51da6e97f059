/** One file of traffic records, as the analyst named it and where it is. */
export interface InputFile {
  /** The name as given, for everything that is shown. */
  readonly displayName: string;
  /** Absolute path. */
  readonly path: string;
  /** What was left out where it came from, a phrase; all of it is there when left out. */
  readonly filter?: string;
}
