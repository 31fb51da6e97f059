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
  const parts = new Float64Array(most);
  const largest = new Int32Array(most);

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
    // One walk past all topics: only the few that are larger than the least kept are put in their place.
    parts.fill(-1);
    for (let topic = 0; topic < sums.length; topic++) {
      const part = sums[topic]!;
      if (part <= parts[most - 1]!) continue;
      let place = most - 1;
      for (; place > 0 && parts[place - 1]! < part; place--) {
        parts[place] = parts[place - 1]!;
        largest[place] = largest[place - 1]!;
      }
      parts[place] = part;
      largest[place] = topic;
    }
    for (let place = 0; place < most && parts[place]! >= 0; place++) {
      topColumns[to + place] = firstColumn[largest[place]!]!;
      topShares[to + place] = total > 0 ? parts[place]! / total : 0;
    }
    return total;
  };
}
