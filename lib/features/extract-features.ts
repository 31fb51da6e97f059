import type { Traffic } from '../load/traffic.js';
import { pickOperation } from '../progress/long-operation.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { type FeatureOptions, withFittedFeatures } from './fit-features.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/** Features of records, fitted on the same records. */
export interface ExtractedFeatures {
  /** Scaled features, records × features, row-major. */
  readonly matrix: FeatureMatrix;
  /** Frequencies, medians and scales, for `applyFeatures` to compute the same features of other records. */
  readonly fitted: FittedFeatures;
}

/**
 * Fits features on records and computes them for the same records.
 *
 * @param traffic at least two records, in DuckDB
 * @param options `features` to compute; `signal` stops the work within about a second and leaves no tables
 *   behind
 * @throws when there are fewer than two records or no feature varies, when a feature is a verdict or label;
 *   the signal's reason
 *
 * @example
 * const { matrix, fitted } = await extractFeatures(traffic);
 * console.log(`${matrix.rows} x ${matrix.columns.length}, left out: ${fitted.dropped.map((d) => d.name)}`);
 */
export async function extractFeatures(
  traffic: Traffic,
  options: FeatureOptions = {},
): Promise<ExtractedFeatures> {
  const operation = pickOperation(options);
  return withFittedFeatures(traffic, options, (fitted, local, relations) =>
    local.during({ note: 'reading features', ...operation }, async () => ({
      matrix: await readMatrix(local.connection, relations, fitted),
      fitted,
    })),
  );
}
