/** One file of traffic records, as the analyst named it and where it is. */
export interface InputFile {
  /** The name as given, for everything that is shown. */
  readonly displayName: string;
  /** Absolute path. */
  readonly path: string;
  /** Phrases about how it was found and what was not taken beside it. */
  readonly notes?: readonly string[];
  /** What was left out where it came from, a phrase; all of it is there when left out. */
  readonly filter?: string;
}
