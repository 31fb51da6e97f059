/**
 * Positions of scores, highest first. NaN has no place in an order and is refused.
 *
 * @throws when a score is NaN, naming its position, or labels and scores differ in length
 */
export function byScore(labels: ArrayLike<number>, scores: ArrayLike<number>): Int32Array {
  if (labels.length !== scores.length) {
    throw new Error(
      `There are ${labels.length} labels but ${scores.length} scores: give one of each a record.`,
    );
  }
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  for (const i of order) {
    if (Number.isNaN(scores[i])) throw new Error(`Score ${i} is NaN: scores must be numbers.`);
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new Error(`Label ${i} is ${labels[i]}: labels must be 0 or 1, and unknown ones left out.`);
    }
  }
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
