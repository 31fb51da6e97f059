import type { FeatureColumn } from '../features/feature-matrix.js';

/**
 * Makes a function that sums the absolute differences of a row and what a model made of it, and writes down the `most`
 * topics with the largest part of them. Columns of one topic (sine and cosine of the hour) count together, under the first of them.
 *
 * It works on ranges of shared arrays, since it runs once for each of millions of rows.
 */
export function topTopics(columns: readonly FeatureColumn[], most: number) {
  const topics = [...new Set(columns.map((column) => column.topic))];
  const topicOf = Int32Array.from(columns, (column) => topics.indexOf(column.topic));
  const firstColumn = topics.map((topic) => columns.findIndex((column) => column.topic === topic));
  const sums = new Float64Array(topics.length);

  return (
    values: Float32Array,
    at: number,
    rebuilt: Float32Array,
    rebuiltAt: number,
    topColumns: Int16Array,
    topShares: Float32Array,
    to: number,
  ): number => {
    sums.fill(0);
    let total = 0;
    for (let j = 0; j < topicOf.length; j++) {
      const error = Math.abs(values[at + j]! - rebuilt[rebuiltAt + j]!);
      total += error;
      sums[topicOf[j]!]! += error;
    }
    for (let place = 0; place < most; place++) {
      let largest = 0;
      for (let topic = 1; topic < sums.length; topic++) if (sums[topic]! > sums[largest]!) largest = topic;
      // What is taken is marked -1: from there on no topic is left.
      if (sums[largest]! < 0) break;
      topColumns[to + place] = firstColumn[largest]!;
      topShares[to + place] = total > 0 ? sums[largest]! / total : 0;
      sums[largest] = -1;
    }
    return total;
  };
}
