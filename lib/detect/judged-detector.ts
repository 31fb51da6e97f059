import type { Evaluation } from '../evaluate/evaluate-scores.js';

/** A detector, and how well it told the classes apart. */
export interface JudgedDetector {
  readonly detector: string;
  readonly learnedFrom: 'records' | 'labels';
  readonly evaluation: Evaluation;
  /** Scores of the records judged by, in the order of their labels. */
  readonly scores: Float32Array;
}

/**
 * Detectors by average precision, the best first.
 *
 * @example
 * const [best] = bestFirst(detectors);
 */
export function bestFirst(detectors: readonly JudgedDetector[]): readonly JudgedDetector[] {
  const precision = ({ evaluation }: JudgedDetector) => evaluation.averagePrecision.value;
  return [...detectors].sort((a, b) => precision(b) - precision(a));
}
