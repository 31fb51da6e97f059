import type { Detector, FitOptions } from './detector.js';
import { denseClassifier } from './supervised/dense-classifier.js';
import { logisticRegression } from './supervised/logistic-regression.js';
import { majority } from './supervised/majority.js';
import { oneFeatureRule } from './supervised/one-feature-rule.js';
import { autoencoder } from './unsupervised/autoencoder.js';
import { defaultScore } from './unsupervised/default-score.js';
import { ecod } from './unsupervised/ecod.js';
import { isolationForest } from './unsupervised/isolation-forest.js';
import { nearestNeighbours } from './unsupervised/nearest-neighbours.js';
import { principalComponents } from './unsupervised/principal-components.js';
import { robustZ } from './unsupervised/robust-z.js';

/**
 * Every detector that needs no labels, in the order in which tables list equals. To add one, write a file in `unsupervised/` and
 * put it in this list: `detectAnomalies`, `evaluateDetectors`, notebooks and benches loop over it.
 *
 * @example
 * for (const { name, describe } of detectors) console.log(`${name}: ${describeClients(40).score}`);
 */
export const detectors = [
  robustZ,
  ecod,
  principalComponents,
  isolationForest,
  nearestNeighbours,
  defaultScore,
  autoencoder,
] as const;

/**
 * Every detector that learns from labels; a file in `supervised/` and its place in this list add one.
 *
 * @example
 * console.log(supervisedDetectors.map(({ name }) => name).join(', '));
 */
export const supervisedDetectors = [majority, oneFeatureRule, logisticRegression, denseClassifier] as const;

type Registered = (typeof detectors)[number];

/** Names of the detectors that need no labels. */
export type DetectorName = Registered['name'];

/** What a detector can be fitted with, by its name. */
export type DetectorOptions<Name extends DetectorName> = Omit<
  NonNullable<Parameters<Extract<Registered, { readonly name: Name }>['fit']>[1]>,
  keyof FitOptions
> &
  Pick<FitOptions, 'seed'>;

/**
 * Finds a detector that needs no labels by its name.
 *
 * @throws when there is none of that name, listing those there are
 *
 * @example
 * const forest = await findDetector('isolation forest').fit(matrix, { seed: 1 });
 */
export function findDetector(name: string): Detector<DetectorName> {
  const found = detectors.find((detector) => detector.name === name);
  if (found !== undefined) return found;
  const names = detectors.map((detector) => `'${detector.name}'`).join(', ');
  throw new Error(`There is no detector “${name}”: name one of ${names}.`);
}
