import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { FittedFeatures } from './fitted-features.js';
import { readRowIds, readRows } from './read-matrix.js';
import type { Relations } from './relations.js';

interface Chunk {
  readonly first: number;
  readonly last: number;
  readonly rows: number;
}

/**
 * Reads features chunk by chunk, in the order of `row_id`, for more records than memory should hold. The next chunk is read
 * while the last is worked on.
 *
 * A chunk is to be used up before the next is asked for: two arrays take turns for the values of all, since new ones would fill
 * memory faster than it is cleared.
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
  const chunks = await query<Chunk>(
    connection,
    `select min(row_id) as first, max(row_id) as last, cast(count(*) as integer) as rows
     from (select row_id, (row_number() over (order by row_id) - 1) // ${size} as chunk from ${records})
     group by chunk order by first`,
  );
  const turns: Float32Array[] = [];
  const read = async ({ first, last, rows }: Chunk, nth: number): Promise<FeatureMatrix> => {
    const where = `row_id between ${first} and ${last}`;
    const rowIds =
      last - first + 1 === rows
        ? Int32Array.from({ length: rows }, (_, k) => first + k)
        : await readRowIds(connection, where, records);
    const into = turns[nth % 2];
    const matrix = await readRows(connection, relations, fitted, where, rowIds, into);
    if (into === undefined) turns[nth % 2] = matrix.values;
    return matrix;
  };
  const begin = (nth: number) => {
    const chunk = chunks[nth];
    const reading = chunk && read(chunk, nth);
    // Whoever waits for it hears of an error; one that nobody waits for any more is no error.
    reading?.catch(() => {});
    return reading;
  };
  let reading = begin(0);
  try {
    for (let nth = 1; reading !== undefined; nth++) {
      const matrix: FeatureMatrix = await reading;
      reading = begin(nth);
      yield matrix;
    }
  } finally {
    // The tables stay until nobody reads them.
    await reading?.catch(() => {});
  }
}
