import type { FeatureColumn } from '../features/feature-matrix.js';

/** Number of topics kept per row. */
export const TOP_TOPICS = 3;

/** Scaled values nearer to 0, the median, than this are typical. */
export const TYPICAL_SCALED = 1;

/**
 * Makes a function that writes the `TOP_TOPICS` topics with the largest shares of a row's score, from the
 * part of each column, 0 or more. Columns of one topic (sine and cosine of the hour) are summed, under the
 * first of them. A topic whose values are all typical is never among them.
 *
 * It works on ranges of shared arrays, since it runs once per row, and keeps the three largest in variables:
 * a list takes 1.5 × as long.
 */
export function topTopics(columns: readonly FeatureColumn[]) {
  const topics = [...new Set(columns.map((column) => column.topic))];
  const topicOf = Int32Array.from(columns, (column) => topics.indexOf(column.topic));
  const firstColumn = topics.map((topic) => columns.findIndex((column) => column.topic === topic));
  const sums = new Float64Array(topics.length);
  const unusual = new Uint8Array(topics.length);
  const width = columns.length;

  return (
    { values, parts }: { readonly values: Float32Array; readonly parts: Float32Array },
    row: number,
    topColumns: Int16Array,
    topShares: Float32Array,
    to: number,
  ): void => {
    sums.fill(0);
    unusual.fill(0);
    let total = 0;
    for (let j = 0, at = row * width; j < width; j++, at++) {
      const part = parts[at]!;
      const value = values[at]!;
      total += part;
      sums[topicOf[j]!]! += part;
      if (value >= TYPICAL_SCALED || value <= -TYPICAL_SCALED) unusual[topicOf[j]!] = 1;
    }
    for (let topic = 0; topic < sums.length; topic++) if (unusual[topic] === 0) sums[topic] = 0;
    // Parts of 0 are no reasons.
    let first = 0;
    let second = 0;
    let third = 0;
    let largest = -1;
    let larger = -1;
    let large = -1;
    for (let topic = 0; topic < sums.length; topic++) {
      const part = sums[topic]!;
      if (part <= third) continue;
      if (part <= second) {
        third = part;
        large = topic;
        continue;
      }
      third = second;
      large = larger;
      if (part <= first) {
        second = part;
        larger = topic;
        continue;
      }
      second = first;
      larger = largest;
      first = part;
      largest = topic;
    }
    const whole = total > 0 ? total : 1;
    if (largest >= 0) {
      topColumns[to] = firstColumn[largest]!;
      topShares[to] = first / whole;
    }
    if (larger >= 0) {
      topColumns[to + 1] = firstColumn[larger]!;
      topShares[to + 1] = second / whole;
    }
    if (large >= 0) {
      topColumns[to + 2] = firstColumn[large]!;
      topShares[to + 2] = third / whole;
    }
  };
}
