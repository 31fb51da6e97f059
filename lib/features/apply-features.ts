import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { featureDefinitions } from './feature-definitions.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { withFeatureTables } from './feature-tables.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/**
 * Computes the features of records with frequencies, medians and scales that were fitted on other records.
 *
 * @param traffic the records to compute features of
 * @param fitted `features` of a detection or a loaded model, or `fitted` of `extractFeatures`
 * @param options `signal` stops the work within about a second and leaves no tables behind
 * @returns a matrix of records × features, one row per record, in input order
 * @throws the signal's reason when stopped; an Error when a fitted feature does not exist in this version of
 *   the project
 *
 * @example
 * const { fitted } = await extractFeatures(await openTraffic('last-week.csv'));
 * const matrix = await applyFeatures(await openTraffic('today.csv'), fitted);
 */
export async function applyFeatures(
  traffic: Traffic,
  fitted: FittedFeatures,
  options: LongOperation = {},
): Promise<FeatureMatrix> {
  const names = fitted.columns.map(({ name }) => name);
  return withFeatureTables(traffic, { names }, options, async ({ source: { local }, compute }) => {
    const relations = await compute(
      fitted,
      featureDefinitions.filter(({ name }) => names.includes(name)),
    );
    return local.during({ note: 'reading features', ...pickOperation(options) }, () =>
      readMatrix(local.connection, relations, fitted),
    );
  });
}
