import type { FeatureColumn, FeatureMatrix } from '../features/feature-matrix.js';
import type { FittedDetector } from '../models/detectors/detector.js';
import type { AnomalyScores } from '../models/score-anomalies.js';
import { TOP_TOPICS, topTopics } from '../models/top-topics.js';
import type { LongOperation } from '../progress/long-operation.js';
import { describeFeature } from './describe-feature.js';

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

/** Texts of the reasons of many records, each stored once. */
export interface ReasonTexts {
  /**
   * Positions in `texts`, records × `TOP_TOPICS`, row-major, the largest reason first; -1 where there are
   * fewer.
   */
  readonly places: Int32Array;
  /** The distinct texts. */
  readonly texts: readonly string[];
}

/** The reasons of many records. */
export interface Explanations {
  /** Adds the reasons of the next records as texts; the matrix is not kept. */
  readonly add: (matrix: FeatureMatrix, scored: Pick<AnomalyScores, 'topColumns' | 'topShares'>) => void;
  /** Returns the reasons of the record at a position, the largest first. */
  readonly reasons: (row: number) => readonly Reason[];
  /** The same texts without a list per record, for writing those of all records. */
  readonly reasonTexts: ReasonTexts;
}

/** Features with a smaller share of the score are left out. */
const MIN_SHARE = 0.1;
/** Maximum number of values of a feature whose texts are cached. */
const MAX_CACHED_TEXTS = 50_000;

/**
 * Explains the scores of records, matrix by matrix. Rounded numbers make few different texts: each is stored
 * once, so that the reasons of a million records take less memory than their features.
 *
 * @param records maximum number of records that will be added
 *
 * @example
 * const { add, reasons } = explainRecords(matrix.rows);
 * add(matrix, await scoreAnomalies(matrix, autoencoder));
 * console.log(reasons(0).map((r) => r.text).join('; '));
 */
export function explainRecords(records: number): Explanations {
  // A local copy: an imported constant is looked up at every use.
  const top = TOP_TOPICS;
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

  return {
    add(matrix, { topColumns, topShares }) {
      if (matrix.columns !== columns) {
        columns = matrix.columns;
        textOfValue = columns.map(() => new Map());
      }
      const keys = columns.map((column) => keyOf(matrix, column));
      for (let row = 0; row < matrix.rows; row++) {
        for (let nth = 0; nth < top; nth++) {
          const at = row * top + nth;
          const index = topColumns[at]!;
          const share = topShares[at]!;
          // Further topics have smaller shares.
          if (index < 0 || share < MIN_SHARE) break;
          const ofKey = textOfValue[index]!;
          const key = keys[index]!(row);
          let place = ofKey.get(key);
          if (place === undefined) {
            place = placeOf(columns[index]!.name, describeFeature(matrix, row, index));
            if (ofKey.size >= MAX_CACHED_TEXTS) ofKey.clear();
            ofKey.set(key, place);
          }
          places[added * top + at] = place;
          shares[added * top + at] = share;
        }
      }
      added += matrix.rows;
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
  };
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
 * Scores records and names the features with the largest parts of each score. For a detector whose scores
 * cannot be divided among features, it names the features farthest from their medians, which explain the
 * record and not the score.
 *
 * @param matrix rows × features, row-major and scaled
 * @param detector fitted on the same features
 * @throws as the detector does
 */
export async function explainScores(
  matrix: FeatureMatrix,
  detector: Pick<FittedDetector, 'score' | 'explain'>,
  options: LongOperation = {},
): Promise<AnomalyScores> {
  if (detector.explain) return detector.explain(matrix, options);
  const scores = await detector.score(matrix, options);
  const width = matrix.columns.length;
  const topColumns = new Int16Array(matrix.rows * TOP_TOPICS).fill(-1);
  const topShares = new Float32Array(matrix.rows * TOP_TOPICS);
  const top = topTopics(matrix.columns);
  const distances = new Float64Array(width);
  for (let row = 0; row < matrix.rows; row++) {
    // Scaled values are 0 at the median.
    for (let j = 0; j < width; j++) distances[j] = Math.abs(matrix.values[row * width + j]!);
    top(distances, topColumns, topShares, row * TOP_TOPICS);
  }
  return { scores, topColumns, topShares };
}

/** Completes “Reasons are …” for a detector whose reasons are not parts of its score; else null. */
export function reasonsNote({ name, explain }: Pick<FittedDetector, 'name' | 'explain'>): string | null {
  if (explain) return null;
  return `the features farthest from their medians, since ${name} gives no reasons of its own`;
}
