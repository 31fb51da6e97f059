import type { FeatureColumn } from '../features/feature-matrix.js';

/** Number of topics kept per row. */
export const TOP_TOPICS = 3;

/**
 * Makes a function that writes the `TOP_TOPICS` topics with the largest shares of a row's score, from the
 * part of each column, 0 or more. Columns of one topic (sine and cosine of the hour) are summed, under the
 * first of them.
 *
 * It writes to ranges of shared arrays, since it runs once per row.
 */
export function topTopics(columns: readonly FeatureColumn[]) {
  const topics = [...new Set(columns.map((column) => column.topic))];
  const topicOf = Int32Array.from(columns, (column) => topics.indexOf(column.topic));
  const firstColumn = Int16Array.from(topics, (topic) =>
    columns.findIndex((column) => column.topic === topic),
  );
  const sums = new Float64Array(topics.length);
  return (parts: Float64Array, topColumns: Int16Array, topShares: Float32Array, to: number): void =>
    writeLargest(addUp(parts, topicOf, sums), sums, firstColumn, topColumns, topShares, to);
}

/** Writes the sum of each topic, and returns the sum of all. */
function addUp(parts: Float64Array, topicOf: Int32Array, sums: Float64Array): number {
  sums.fill(0);
  let total = 0;
  for (let j = 0; j < topicOf.length; j++) {
    const part = parts[j]!;
    const topic = topicOf[j]!;
    total += part;
    sums[topic] = sums[topic]! + part;
  }
  return total;
}

/** Keeps the three largest in variables: a list takes 1.5 × as long. */
function writeLargest(
  total: number,
  sums: Float64Array,
  firstColumn: Int16Array,
  topColumns: Int16Array,
  topShares: Float32Array,
  to: number,
): void {
  let first = -1;
  let second = -1;
  let third = -1;
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
}
