import type { FeatureColumn, FeatureMatrix } from '../features/feature-matrix.js';
import type { ExplainedScores, ExplainOptions, FittedDetector } from '../models/detectors/detector.js';
import { TOP_TOPICS, topTopics } from '../models/top-topics.js';
import { describeFeature } from './describe-feature.js';
import { describeTail, type ValueTails } from './value-tails.js';

/** A reason for the anomaly score of a record. */
export interface Reason {
  /** Name of the feature. */
  readonly feature: string;
  /**
   * Part of the record's anomaly score, 0 to 1; part of the distance from the medians where a score has no
   * parts.
   */
  readonly share: number;
  /** The reason in words and units, with the typical value. */
  readonly text: string;
}

/** Maximum number of reasons of a record: features, and its client. */
export const MAX_REASONS = TOP_TOPICS + 1;

/** Texts of the reasons of many records, each stored once. */
export interface ReasonTexts {
  /**
   * Positions in `texts`, records × `MAX_REASONS`, row-major, the largest reason first; -1 where there are
   * fewer.
   */
  readonly places: Int32Array;
  /** The distinct texts. */
  readonly texts: readonly string[];
}

/** The reasons of many records. */
export interface Explanations {
  /** Adds the reasons of the next records as texts; the matrix is not kept. */
  readonly add: (matrix: FeatureMatrix, explained: Pick<ExplainedScores, 'parts'>) => void;
  /** Adds the client as a reason of a record with a share of its score, 0 to 1; the other shares shrink. */
  readonly addClient: (row: number, share: number, text: string) => void;
  /** Returns the reasons of the record at a position, the largest first. */
  readonly reasons: (row: number) => readonly Reason[];
  /** The same texts without a list per record, for writing those of all records. */
  readonly reasonTexts: ReasonTexts;
  /** The same shares, 0 to 1, records × `MAX_REASONS`, row-major; 0 where there are fewer reasons. */
  readonly shares: Float32Array;
}

/** Features with a smaller share of the score are left out. */
const MIN_SHARE = 0.1;
/** Stands for the feature in a reason that is the client. */
export const CLIENT = 'client';
/** Maximum number of values of a feature whose texts are cached. */
const MAX_CACHED_TEXTS = 10_000;

/**
 * Explains the scores of records, matrix by matrix. Rounded numbers make few different texts: each is stored
 * once, so that the reasons of a million records take less memory than their features.
 *
 * @param records maximum number of records that will be added
 * @param tails how rare values are, which the texts then state
 *
 * @example
 * const { add, reasons } = explainRecords(matrix.rows);
 * add(matrix, await detector.explain(matrix));
 * console.log(reasons(0).map((r) => r.text).join('; '));
 */
export function explainRecords(records: number, tails?: ValueTails): Explanations {
  // A local copy: an imported constant is looked up at every use.
  const top = MAX_REASONS;
  const places = new Int32Array(records * top).fill(-1);
  const shares = new Float32Array(records * top);
  const texts: string[] = [];
  const features: string[] = [];
  const known = new Map<string, Map<string, number>>();
  // Many records have the same count or port, so texts are cached by value.
  let columns: readonly FeatureColumn[] = [];
  let textOfValue: Map<number, number>[] = [];
  let added = 0;

  function placeOf(feature: string, text: string): number {
    const ofFeature = known.get(feature) ?? new Map<string, number>();
    known.set(feature, ofFeature);
    const place = ofFeature.get(text) ?? texts.length;
    if (place === texts.length) {
      ofFeature.set(text, place);
      texts.push(text);
      features.push(feature);
    }
    return place;
  }

  function describe(matrix: FeatureMatrix, row: number, index: number): string {
    const text = describeFeature(matrix, row, index);
    const tail = tails ? describeTail(tails, matrix, row, index) : '';
    return tail === '' ? text : `${text}, ${tail}`;
  }

  return {
    add(matrix, { parts }) {
      if (matrix.columns !== columns) {
        columns = matrix.columns;
        textOfValue = columns.map(() => new Map());
      }
      const keys = columns.map((column) => keyOf(matrix, column));
      const largest = topTopics(columns);
      const topColumns = new Int16Array(TOP_TOPICS);
      const topShares = new Float32Array(TOP_TOPICS);
      const scored = { values: matrix.values, parts };
      for (let row = 0; row < matrix.rows; row++) {
        topColumns.fill(-1);
        largest(scored, row, topColumns, topShares, 0);
        for (let nth = 0; nth < TOP_TOPICS; nth++) {
          const index = topColumns[nth]!;
          const share = topShares[nth]!;
          // Further topics have smaller shares.
          if (index < 0 || share < MIN_SHARE) break;
          const ofKey = textOfValue[index]!;
          const key = keys[index]!(row);
          let place = ofKey.get(key);
          if (place === undefined) {
            place = placeOf(columns[index]!.name, describe(matrix, row, index));
            if (ofKey.size >= MAX_CACHED_TEXTS) ofKey.clear();
            ofKey.set(key, place);
          }
          places[(added + row) * top + nth] = place;
          shares[(added + row) * top + nth] = share;
        }
      }
      added += matrix.rows;
      // No more values will come.
      if (added >= records) {
        columns = [];
        textOfValue = [];
      }
    },
    addClient(row, share, text) {
      const nth = placeOfClient(shares, row * top, share);
      if (nth < 0) return;
      const at = row * top + nth;
      const last = (row + 1) * top - 1;
      for (let k = row * top; k < last; k++) shares[k]! *= 1 - share;
      places.copyWithin(at + 1, at, last);
      shares.copyWithin(at + 1, at, last);
      places[at] = placeOf(CLIENT, text);
      shares[at] = share;
    },
    reasons(row) {
      const reasons: Reason[] = [];
      for (let at = row * top; at < (row + 1) * top && places[at]! >= 0; at++) {
        const place = places[at]!;
        reasons.push({ feature: features[place]!, share: shares[at]!, text: texts[place]! });
      }
      return reasons;
    },
    reasonTexts: { places, texts },
    shares,
  };
}

/**
 * Returns the place of the client among the reasons of a record, from 0; -1 where its share is too small. The
 * shares of the other reasons shrink, since all of them are parts of one score.
 *
 * @param shares shares of reasons, the largest first and 0 where there are none
 * @param at position of the record's first of `TOP_TOPICS` shares
 * @param share share of the client, 0 to 1
 *
 * @example
 * placeOfClient(Float32Array.of(0.6, 0.2, 0), 0, 0.3); // 1: between 0.6 × 0.7 and 0.2 × 0.7
 */
export function placeOfClient(shares: Float32Array, at: number, share: number): number {
  if (share < MIN_SHARE) return -1;
  let place = TOP_TOPICS;
  while (place > 0 && Math.fround(shares[at + place - 1]! * (1 - share)) < share) place -= 1;
  return place;
}

/**
 * Makes a function that returns the cache key of a text: the code of a category, sine and cosine of a time,
 * or the value.
 */
function keyOf(
  { columns, categories, values }: FeatureMatrix,
  { name, form, topic, category }: FeatureColumn,
): (row: number) => number {
  const width = columns.length;
  const place = (wanted: string) => columns.findIndex((column) => column.name === wanted);
  if (category !== undefined) {
    const { codes } = categories[category]!;
    return (row) => codes[row]!;
  }
  const own = place(name);
  // The bits of a number, which a map finds faster than the number itself.
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  if (form !== 'hour' && form !== 'weekday') return (row) => bits[row * width + own]!;
  const [sine, cosine] = [place(`${topic}_sine`), place(`${topic}_cosine`)];
  // One of them may be missing.
  if (sine < 0 || cosine < 0) return (row) => bits[row * width + own]!;
  // Two numbers of 24 bits fit into the 53 of one.
  return (row) => values[row * width + sine]! * 2 ** 26 + values[row * width + cosine]!;
}

/**
 * Scores records and divides each score among the features. For a detector whose scores cannot be divided,
 * the parts are squared distances from the medians, which explain the record and not the score.
 *
 * @param matrix rows × features, row-major and scaled
 * @param detector fitted on the same features
 * @throws as the detector does
 */
export async function explainScores(
  matrix: FeatureMatrix,
  detector: Pick<FittedDetector, 'score' | 'explain'>,
  options: ExplainOptions = {},
): Promise<ExplainedScores> {
  if (detector.explain) return detector.explain(matrix, options);
  const { parts = new Float32Array(matrix.values.length), ...operation } = options;
  // Scaled values are 0 at the median.
  for (let at = 0; at < parts.length; at++) parts[at] = matrix.values[at]! * matrix.values[at]!;
  return { scores: await detector.score(matrix, operation), parts };
}

/** Completes “Reasons are …” for a detector whose reasons are not parts of its score; else null. */
export function reasonsNote({ name, explain }: Pick<FittedDetector, 'name' | 'explain'>): string | null {
  if (explain) return null;
  return `the features farthest from their medians, since ${name} gives no reasons of its own`;
}
