import { inputError } from '../text/input-error.js';

/**
 * Checks that all scores are finite numbers: a model whose values are much too large gives others.
 *
 * @param name of the detector or model, for the message
 * @returns the scores
 * @throws an InputError when a score is NaN or infinite
 */
export function checkScores(scores: Float32Array, name: string): Float32Array {
  // Zero times a number that is not finite is NaN.
  let zeros = 0;
  for (let at = 0; at < scores.length; at++) zeros += scores[at]! * 0;
  if (zeros === 0) return scores;
  throw inputError(
    `The model’s ${name} gives scores that are no numbers: its values are wrong; train it anew.`,
  );
}
