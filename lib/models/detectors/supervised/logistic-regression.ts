import { Matrix, solve } from 'ml-matrix';
import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { formatCount } from '../../../text/format-count.js';
import { checkLabels } from '../check-labels.js';
import { type FitOptions, makeScorer, type Scorer, type SupervisedDetector } from '../detector.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/** Options of a logistic regression. */
export interface LogisticRegressionOptions extends FitOptions {
  /** Inverse of the regularization strength, above 0; 1 by default, as scikit-learn's `C`. */
  readonly c?: number;
}

/** Maximum number of Newton steps. */
const MAX_STEPS = 100;
/** Fitting ends when a step changes no coefficient by more than this. */
const TOLERANCE = 1e-8;

/**
 * Fits a logistic regression with an L2 penalty by Newton's method, which converges to the unique optimum:
 * equal to scikit-learn's `LogisticRegression`. Scores are probabilities of class 1.
 *
 * @param matrix rows × features, row-major and scaled
 * @param labels one label per row, 0 or 1
 * @throws when there is one class only, labels are missing, or a value is not finite
 *
 * @example
 * const scores = await (await fitLogisticRegression(train, labels)).score(test);
 */
export async function fitLogisticRegression(
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  { seed = 1, c = 1 }: LogisticRegressionOptions = {},
): Promise<Scorer> {
  checkLabels(matrix, labels);
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const width = matrix.columns.length;
  const { values } = matrix;
  // The last coefficient is the intercept, which is not penalised.
  let weights = new Float64Array(width + 1);
  let loss = lossOf(weights);
  for (let step = 0; step < MAX_STEPS; step++) {
    const move = newtonMove();
    // A full step may overshoot where classes are far apart: halve it until the loss is lower.
    let part = 1;
    let next = weights;
    let lower = loss;
    do {
      next = weights.map((weight, j) => weight - part * move[j]!);
      lower = lossOf(next);
      part /= 2;
    } while (lower > loss && part > TOLERANCE);
    if (lower > loss) break;
    [weights, loss] = [next, lower];
    if (move.every((by) => Math.abs(by) < TOLERANCE)) break;
  }
  const fitted = weights;
  return makeScorer(logisticRegression.name, matrix.columns, (given, from, to, scores) => {
    for (let row = from; row < to; row++) scores[row] = sigmoid(linear(given, row, fitted));
  });

  function linear(of: Float32Array, row: number, by: Float64Array): number {
    let sum = by[width]!;
    for (let j = 0; j < width; j++) sum += by[j]! * of[row * width + j]!;
    return sum;
  }

  function lossOf(by: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += by[j]! ** 2 / 2;
    for (const row of rows) {
      const z = linear(values, row, by);
      // ln(1 + exp(z)) without overflow.
      sum += c * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - labels[row]! * z);
    }
    return sum;
  }

  function newtonMove(): readonly number[] {
    const gradient = Float64Array.from(weights, (weight, j) => (j < width ? weight : 0));
    const hessian = Array.from({ length: width + 1 }, (_, j) => {
      const line = new Float64Array(width + 1);
      line[j] = j < width ? 1 : TOLERANCE;
      return line;
    });
    const x = new Float64Array(width + 1).fill(1);
    for (const row of rows) {
      for (let j = 0; j < width; j++) x[j] = values[row * width + j]!;
      const p = sigmoid(linear(values, row, weights));
      const error = c * (p - labels[row]!);
      const curve = c * p * (1 - p);
      for (let j = 0; j <= width; j++) {
        if (x[j] === 0) continue;
        gradient[j] = gradient[j]! + error * x[j]!;
        const line = hessian[j]!;
        const bent = curve * x[j]!;
        for (let k = 0; k <= width; k++) line[k] = line[k]! + bent * x[k]!;
      }
    }
    return solve(new Matrix(hessian), Matrix.columnVector(gradient)).getColumn(0);
  }
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** A linear model of the logarithm of the odds. */
export const logisticRegression: SupervisedDetector<'logistic regression', LogisticRegressionOptions> = {
  name: 'logistic regression',
  network: false,
  describe: (features) => ({
    score: 'the probability of class 1 by a logistic regression',
    how: `it weighs ${formatCount(features, 'feature')}, each by one coefficient`,
  }),
  fit: fitLogisticRegression,
};
