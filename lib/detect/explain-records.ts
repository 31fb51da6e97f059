import type { FeatureColumn, FeatureMatrix } from '../features/feature-matrix.js';
import { type AnomalyScores, TOP } from '../models/score-anomalies.js';
import { describeFeature } from './describe-feature.js';

/** One thing that makes a record unusual. */
export interface Reason {
  /** Name of the feature. */
  readonly feature: string;
  /** Part of the record's anomaly score that it accounts for, 0 to 1. */
  readonly share: number;
  /** In words and units, with what is usual beside it. */
  readonly text: string;
}

/** The reasons of many records. */
export interface Explanations {
  /** Puts the reasons of the next records into words; the matrix is no longer needed afterwards. */
  readonly add: (matrix: FeatureMatrix, scored: Pick<AnomalyScores, 'topColumns' | 'topShares'>) => void;
  /** The reasons of the record added at that place, the weightiest first. */
  readonly reasons: (row: number) => readonly Reason[];
}

/** A feature that accounts for less of the score is not worth telling. */
const LEAST = 0.1;

/**
 * Explains records, matrix by matrix. Rounded numbers make few different texts: each is kept once, and a record holds three
 * numbers of texts, so that the words for a million records take less memory than their features.
 *
 * @param records how many records will be added at most
 *
 * @example
 * const { add, reasons } = explainRecords(matrix.rows);
 * add(matrix, await scoreAnomalies(autoencoder, matrix));
 * console.log(reasons(0).map((r) => r.text).join('; '));
 */
export function explainRecords(records: number): Explanations {
  const ids = new Int32Array(records * TOP).fill(-1);
  const shares = new Float32Array(records * TOP);
  const texts: Omit<Reason, 'share'>[] = [];
  const known = new Map<string, Map<string, number>>();
  let added = 0;

  function idOf(feature: string, text: string): number {
    const ofFeature = known.get(feature) ?? new Map<string, number>();
    known.set(feature, ofFeature);
    const id = ofFeature.get(text) ?? texts.length;
    if (id === texts.length) {
      ofFeature.set(text, id);
      texts.push({ feature, text });
    }
    return id;
  }

  return {
    add(matrix, { topColumns, topShares }) {
      const width = matrix.columns.length;
      // Many records have the same count, or the same port: what was said of one is looked up for the next.
      const said = matrix.columns.map(() => new Map<number, number>());
      const parts = matrix.columns.map((column) => partsOf(matrix, column));
      for (let at = 0; at < matrix.rows * TOP; at++) {
        const index = topColumns[at]!;
        const share = topShares[at]!;
        if (index < 0 || share < LEAST) continue;
        const row = Math.floor(at / TOP);
        const { codes, sine, cosine } = parts[index]!;
        const key =
          codes !== undefined
            ? codes[row]!
            : sine === undefined
              ? matrix.values[row * width + index]!
              : // Two numbers of 24 bits fit into the 53 of one.
                matrix.values[row * width + sine]! * 2 ** 26 + matrix.values[row * width + cosine!]!;
        let id = said[index]!.get(key);
        if (id === undefined) {
          id = idOf(matrix.columns[index]!.name, describeFeature(matrix, row, index));
          said[index]!.set(key, id);
        }
        ids[added * TOP + at] = id;
        shares[added * TOP + at] = share;
      }
      added += matrix.rows;
    },
    reasons(row) {
      const reasons: Reason[] = [];
      for (let at = row * TOP; at < (row + 1) * TOP && ids[at]! >= 0; at++) {
        const { feature, text } = texts[ids[at]!]!;
        reasons.push({ feature, share: shares[at]!, text });
      }
      return reasons;
    },
  };
}

/** What the words for a feature depend on: the code of a category, or sine and cosine of a time, or else its value alone. */
function partsOf({ columns, categories }: FeatureMatrix, { form, topic, category }: FeatureColumn) {
  if (category !== undefined) return { codes: categories[category]!.codes };
  if (form !== 'hour' && form !== 'weekday') return {};
  const [sine, cosine] = ['sine', 'cosine'].map((part) =>
    columns.findIndex(({ name }) => name === `${topic}_${part}`),
  ) as [number, number];
  // One of them may have been left out.
  return { sine: sine < 0 ? cosine : sine, cosine: cosine < 0 ? sine : cosine };
}
