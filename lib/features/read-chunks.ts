import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { FittedFeatures } from './fitted-features.js';
import { readMatrix } from './read-matrix.js';
import type { Relations } from './relations.js';

/**
 * Reads features chunk by chunk, in the order of `row_id`, for more records than memory should hold.
 *
 * @param relations as `withFeatureTables` computes them
 * @param size records a chunk
 * @param records the table with the records
 */
export async function* readChunks(
  connection: DuckDBConnection,
  relations: Relations,
  fitted: FittedFeatures,
  size: number,
  records = 'traffic',
): AsyncGenerator<FeatureMatrix> {
  // Not every so many values of row_id: of a slice of records that do not lie in order of time, most are elsewhere.
  const chunks = await query<{ first: number; last: number }>(
    connection,
    `select min(row_id) as first, max(row_id) as last
     from (select row_id, (row_number() over (order by row_id) - 1) // ${size} as chunk from ${records})
     group by chunk order by first`,
  );
  for (const { first, last } of chunks)
    yield await readMatrix(connection, relations, fitted, `row_id between ${first} and ${last}`, records);
}
