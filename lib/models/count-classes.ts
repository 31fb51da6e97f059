/** Counts the labels that are 1, and all others. */
export function countClasses(labels: ArrayLike<number>): {
  readonly positives: number;
  readonly negatives: number;
} {
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === 1) positives++;
  return { positives, negatives: labels.length - positives };
}
