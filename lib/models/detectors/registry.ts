import type { Detector, FitOptions } from './detector.js';
import { denseClassifier } from './supervised/dense-classifier.js';
import { logisticRegression } from './supervised/logistic-regression.js';
import { majority } from './supervised/majority.js';
import { oneFeatureRule } from './supervised/one-feature-rule.js';
import { autoencoder } from './unsupervised/autoencoder.js';
import { consensus } from './unsupervised/consensus.js';
import { deviationByPort } from './unsupervised/deviation-by-port.js';
import { ecod } from './unsupervised/ecod.js';
import { groupedComponents } from './unsupervised/grouped-components.js';
import { isolationForest } from './unsupervised/isolation-forest.js';
import { mahalanobisDistance } from './unsupervised/mahalanobis-distance.js';
import { nearestNeighbours } from './unsupervised/nearest-neighbours.js';
import { rootMeanFourthPower, rootMeanSquare } from './unsupervised/power-means.js';
import { principalComponents } from './unsupervised/principal-components.js';
import { rareValues } from './unsupervised/rare-values.js';
import { robustZ } from './unsupervised/robust-z.js';

/**
 * The unsupervised detectors, in the order in which tables list equal ones. To add one, write a file in
 * `unsupervised/` and add it to this list, which `detectAnomalies`, `evaluateDetectors`, notebooks and
 * benchmarks use.
 *
 * @example
 * for (const { name, describe } of detectors) console.log(`${name}: ${describe(40).score}`);
 */
export const detectors = [
  rootMeanSquare,
  rootMeanFourthPower,
  robustZ,
  ecod,
  principalComponents,
  groupedComponents,
  isolationForest,
  nearestNeighbours,
  mahalanobisDistance,
  deviationByPort,
  rareValues,
  autoencoder,
  consensus,
] as const;

/**
 * The supervised detectors. To add one, write a file in `supervised/` and add it to this list.
 *
 * @example
 * console.log(supervisedDetectors.map(({ name }) => name).join(', '));
 */
export const supervisedDetectors = [majority, oneFeatureRule, logisticRegression, denseClassifier] as const;

type Registered = (typeof detectors)[number];

/** Name of an unsupervised detector. */
export type DetectorName = Registered['name'];

/** Options of a detector, by its name. */
export type DetectorOptions<Name extends DetectorName> = Omit<
  NonNullable<Parameters<Extract<Registered, { readonly name: Name }>['fit']>[1]>,
  keyof FitOptions
> &
  Pick<FitOptions, 'seed'>;

/**
 * Finds an unsupervised detector by its name.
 *
 * @param name such as `isolation forest`
 * @throws when there is no detector of that name, listing all names
 *
 * @example
 * const forest = await findDetector('isolation forest').fit(matrix, { seed: 1 });
 */
export function findDetector(name: string): Detector<DetectorName> {
  const detector = detectors.find((one) => one.name === name);
  if (detector !== undefined) return detector;
  const names = detectors.map((one) => `'${one.name}'`).join(', ');
  throw new Error(`There is no detector “${name}”: name one of ${names}.`);
}
