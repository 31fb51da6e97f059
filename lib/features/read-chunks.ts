import type { DuckDBConnection } from '@duckdb/node-api';
import { pMapIterable } from 'p-map';
import { duckdbEngine } from '../engine/duckdb-engine.js';
import type { FeatureMatrix } from './feature-matrix.js';
import type { FittedFeatures } from './fitted-features.js';
import { readRowIds, readRows } from './read-matrix.js';
import type { Relations } from './relations.js';

/** Number of chunks that are read ahead, each of some ten megabytes. */
const READ_AHEAD_CHUNKS = 2;
/** Number of chunks that are read concurrently: the engine computes one while the previous one is copied. */
const CONCURRENT_READS = 2;

interface Chunk {
  readonly first: number;
  readonly last: number;
  readonly rows: number;
}

/**
 * Reads features chunk by chunk, in the order of `row_id`, for more records than fit into memory. The next
 * chunks are read while one is processed.
 *
 * Do not keep a chunk after the next one is requested: its array of values is reused, since new arrays would
 * fill memory faster than it is freed.
 *
 * @param relations relations of `withFeatureTables`
 * @param size maximum number of records per chunk
 * @param records table with the records
 */
export async function* readChunks(
  connection: DuckDBConnection,
  relations: Relations,
  fitted: FittedFeatures,
  size: number,
  records = 'traffic',
): AsyncGenerator<FeatureMatrix> {
  const chunks = await chunksOf(connection, size, records);
  const free: Float32Array[] = [];
  const read = async ({ first, last, rows }: Chunk): Promise<FeatureMatrix> => {
    const where = `row_id between ${first} and ${last}`;
    const rowIds =
      last - first + 1 === rows
        ? Int32Array.from({ length: rows }, (_, k) => first + k)
        : await readRowIds(connection, where, records);
    return readRows(connection, relations, fitted, where, rowIds, free.pop());
  };
  const reading = new Set<Promise<FeatureMatrix>>();
  const begin = (chunk: Chunk) => {
    const one = read(chunk).finally(() => reading.delete(one));
    reading.add(one);
    return one;
  };
  try {
    for await (const matrix of pMapIterable(chunks, begin, {
      concurrency: CONCURRENT_READS,
      backpressure: READ_AHEAD_CHUNKS,
    })) {
      yield matrix;
      free.push(matrix.values);
    }
  } finally {
    // The tables must exist until all reads have ended.
    await Promise.allSettled(reading);
  }
}

/** Divides records into chunks in the order of `row_id`. */
async function chunksOf(
  connection: DuckDBConnection,
  size: number,
  records: string,
): Promise<readonly Chunk[]> {
  const bounds = 'min(row_id) as first, max(row_id) as last, cast(count(*) as integer) as rows';
  const engine = duckdbEngine(connection);
  const [all] = await engine.query<Chunk>(`select ${bounds} from ${records} having count(*) > 0`);
  if (all === undefined) return [];
  if (all.last - all.first + 1 === all.rows)
    return Array.from({ length: Math.ceil(all.rows / size) }, (_, nth) => {
      const first = all.first + nth * size;
      const last = Math.min(first + size - 1, all.last);
      return { first, last, rows: last - first + 1 };
    });
  // In a slice of records that are not in chronological order, most values of row_id are missing.
  return engine.query<Chunk>(
    `select ${bounds}
     from (select row_id, (row_number() over (order by row_id) - 1) // ${size} as chunk from ${records})
     group by chunk order by first`,
  );
}
