import type { Traffic } from '../load/traffic.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { withFeatureTable } from './feature-table.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/**
 * Computes the features of records by what `fitFeatures` learned from others.
 *
 * @returns one row a record, in input order
 *
 * @example
 * const usual = await fitFeatures(lastWeek);
 * const matrix = await applyFeatures(usual, today);
 */
export async function applyFeatures(fitted: FittedFeatures, traffic: Traffic): Promise<FeatureMatrix> {
  return withFeatureTable(traffic, fitted, (connection, table) =>
    readMatrix(connection, table, fitted.columns, fitted.frequencies),
  );
}
