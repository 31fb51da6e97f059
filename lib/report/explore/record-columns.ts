import type { FindingMark } from '../../charts/finding-ticks.js';

/**
 * Texts, each stored once: `codes[i]` is the place of row i's text in `values`, or `values.length` where it
 * has none.
 */
export interface TextColumn {
  /** The most frequent first. */
  readonly values: readonly string[];
  readonly codes: Float64Array | Int32Array | Uint16Array | Uint8Array;
}

/** What stands between the names of the rules that a record matches. */
export const BETWEEN_RULES = '; ';

/** What a page knows of clients beyond their records, in the order of the texts of `src_ip`. */
export interface PageClients {
  /** Scores of the clients; null for a detector without evidence by client. */
  readonly scores: readonly (number | null)[] | null;
  /** The client as a reason for the scores of its records, in words; empty where it is none. */
  readonly reasons: readonly string[];
  /** Who announces the address; null where nobody is known. */
  readonly owners: readonly (string | null)[];
  /** Kinds of the public lists that name the address: `scanner`, `cloud`, … */
  readonly lists: readonly (readonly string[])[];
}

/** What a page must know besides the columns to draw the same figures. */
export interface AboutRecords {
  /** Records that the rows stand for. */
  readonly records: number;
  /**
   * Width of a bin of time in seconds, where it is from, and the finest width that the records allow: that of
   * the capture's windows, or of the cells.
   */
  readonly bin: {
    readonly seconds: number;
    readonly from: 'windows' | 'span' | 'option';
    readonly finest: number;
  };
  /** Stretches that the capture did not record; milliseconds since 1970. */
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly seconds: number }[];
  /** Scores above it are anomalies; null without scores. */
  readonly threshold: number | null;
  /** Findings that name sources: whose records they are about, and when. */
  readonly findings: readonly {
    readonly id: string;
    readonly sources: readonly string[];
    readonly from: number;
    readonly to: number;
    /** What the timeline says of it; null where it accuses nobody, so that there is no tick. */
    readonly mark: Pick<FindingMark, 'severity' | 'title'> | null;
  }[];
  /** Null where nothing is known of any client. */
  readonly clients: PageClients | null;
  /** Columns whose texts are too long for a page. */
  readonly leftOut: readonly string[];
  /** How records were added up to cells; null where every row is a record. */
  readonly cells: {
    /** Sources with a name of their own, and all there are. */
    readonly sources: readonly [named: number, all: number];
    readonly ports: readonly [named: number, all: number];
  } | null;
}

/**
 * Records as columns, for a page that filters them: texts as codes, numbers as they are (`NaN` where unknown;
 * times as milliseconds since 1970). Names are those of the table `traffic`, and `country` (the record's,
 * else the registry's), `by_registry` and `is_anomaly` (0 or 1), `anomaly_score`, `top_reasons` and
 * `matched_rules` (names of rules, joined by `; `); of cells also
 * `records`, how many are added up.
 */
export interface RecordColumns {
  readonly rows: number;
  readonly texts: Readonly<Record<string, TextColumn>>;
  readonly numbers: Readonly<Record<string, ArrayLike<number>>>;
  readonly about: AboutRecords;
}
