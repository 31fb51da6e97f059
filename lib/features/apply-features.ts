import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { featureDefinitions } from './feature-definitions.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { withFeatureTables } from './feature-tables.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/**
 * Computes the features of records by what `fitFeatures` learned from others.
 *
 * @param operation its `signal` stops the work within about a second and leaves nothing behind
 * @returns one row a record, in input order
 * @throws the signal's reason when stopped
 *
 * @example
 * const usual = await fitFeatures(lastWeek);
 * const matrix = await applyFeatures(usual, today);
 */
export async function applyFeatures(
  fitted: FittedFeatures,
  traffic: Traffic,
  operation: LongOperation = {},
): Promise<FeatureMatrix> {
  const names = fitted.columns.map(({ name }) => name);
  return withFeatureTables(traffic, { names }, operation, async ({ source: { local }, compute }) => {
    const relations = await compute(
      fitted,
      featureDefinitions.filter(({ name }) => names.includes(name)),
    );
    return local.during({ note: 'reading features', ...pickOperation(operation) }, () =>
      readMatrix(local.connection, relations, fitted),
    );
  });
}
