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
  const order = new Int32Array(scores.length);
  // Samples of a bootstrap come in this order already: to see it costs a hundredth of sorting them.
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && !(scores[i - 1]! >= scores[i]!)) sorted = false;
    if (Number.isNaN(scores[i])) throw new Error(`Score ${i} is NaN: scores must be numbers.`);
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new Error(`Label ${i} is ${labels[i]}: labels must be 0 or 1, and unknown ones left out.`);
    }
  }
  return sorted ? order : order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
