import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { Relations } from './feature-tables.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';

/**
 * Reads features chunk by chunk, in the order of `row_id`, for more records than memory should hold.
 *
 * @param relations as `withFeatureTables` computes them
 * @param size how many values of `row_id` a chunk covers
 */
export async function* readChunks(
  connection: DuckDBConnection,
  relations: Relations,
  fitted: FittedFeatures,
  size: number,
): AsyncGenerator<FeatureMatrix> {
  const [ends] = await query<{ first: number; last: number }>(
    connection,
    'select min(row_id) as first, max(row_id) as last from traffic',
  );
  for (let from = ends!.first; from <= ends!.last; from += size) {
    const chunk = await readMatrix(
      connection,
      relations,
      fitted,
      `row_id between ${from} and ${from + size - 1}`,
    );
    if (chunk.rows > 0) yield chunk;
  }
}
