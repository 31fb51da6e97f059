import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { type FeatureOptions, withFittedFeatures } from './fit-features.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/** Features of the very records they were fitted on. */
export interface ExtractedFeatures {
  readonly matrix: FeatureMatrix;
  readonly fitted: FittedFeatures;
}

/**
 * Fits features on records and computes them for the same records.
 *
 * @throws as `fitFeatures` does
 *
 * @example
 * const { matrix, fitted } = await extractFeatures(traffic);
 * console.log(`${matrix.rows} x ${matrix.columns.length}, left out: ${fitted.dropped.map((d) => d.name)}`);
 */
export async function extractFeatures(
  traffic: Traffic,
  options: FeatureOptions & LongOperation = {},
): Promise<ExtractedFeatures> {
  const operation = pickOperation(options);
  return withFittedFeatures(traffic, options, (fitted, local, relations) =>
    local.during({ note: 'reading features', ...operation }, async () => ({
      matrix: await readMatrix(local.connection, relations, fitted),
      fitted,
    })),
  );
}
