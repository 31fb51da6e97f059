/** What requests of some training records are like, as plain data that can be saved with a model. */
export interface RequestModel {
  /** Number of clients that it was learned from. */
  readonly clients: number;
  /** Paths that at least two clients asked for, or with a model of values; the most clients first. */
  readonly paths: readonly LearnedPath[];
  /** Values of parameters that have no model of their own. */
  readonly values: BigramCounts;
  /** Every character, and the pairs and triples of characters in requests of at least two clients. */
  readonly characters: GramCounts;
  readonly pairs: GramCounts;
  readonly triples: GramCounts;
}

/** A path, decoded and in lower case. */
export interface LearnedPath {
  readonly path: string;
  readonly clients: number;
  /** Names of all parameters of a request, in its order. */
  readonly tuples: readonly { readonly names: readonly string[]; readonly clients: number }[];
  readonly parameters: readonly LearnedParameter[];
}

export interface LearnedParameter {
  readonly name: string;
  readonly clients: number;
  /** Absent where there are too few values. */
  readonly values?: LearnedValues;
}

/** Values of one parameter. */
export interface LearnedValues extends BigramCounts {
  /** Median and robust standard deviation of ln(1 + characters of a value). */
  readonly length: { readonly median: number; readonly scale: number };
}

/** How often pairs of neighbouring characters occur in values. */
export interface BigramCounts {
  /** The pairs, one after the other, two characters each. */
  readonly bigrams: string;
  readonly counts: readonly number[];
}

/** How many clients sent requests with an n-gram. */
export interface GramCounts {
  /** The n-grams, one after the other, n characters each. */
  readonly grams: string;
  readonly clients: readonly number[];
}

/** Marks the start of a text, and its end. */
export const START = '\u0002';
export const END = '\u0003';

/** Characters of a request that are looked at: more no server reads (RFC 9110, section 4.1, asks for 8,000). */
export const MAX_REQUEST_CHARACTERS = 8_000;

/** Characters that are told apart; n-grams of three of them are integers of 30 bits. */
export const MAX_ALPHABET = 1_023;

/** Distinct bigrams of the values of one parameter that a model keeps: the most frequent. */
export const MAX_BIGRAMS = 500;

/** Pairs, and triples, of characters that a model keeps: those of the most clients. */
export const MAX_GRAMS = 65_536;

/** Separates names where they are one text; a name that has it may be taken for two. */
export const SEPARATOR = '\uffff';
