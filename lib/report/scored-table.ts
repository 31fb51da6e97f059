import { BOOLEAN, DuckDBDataChunk, FLOAT, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';
import { breather } from '../models/breathe.js';
import type { LongOperation } from '../progress/long-operation.js';

/** Rows of one vector of the engine. */
const CHUNK = 2_048;

let tables = 0;

/**
 * Puts what a detector says of each record into a temporary table (`row_id`, `anomaly_score`, `is_anomaly`,
 * `top_reasons`) for as long as `use` runs. Reasons are put into words chunk by chunk, never all at once.
 *
 * @throws when the signal is aborted
 */
export async function withScoredTable<Result>(
  traffic: Traffic,
  { rowIds, scores, isAnomaly, reasons }: Detection,
  { signal, onProgress }: LongOperation,
  use: (table: string) => Promise<Result>,
): Promise<Result> {
  tables += 1;
  const table = `scored_${tables}`;
  const { connection } = traffic;
  const breathe = breather();
  await connection.run(
    `create temp table ${table} (row_id integer, anomaly_score float, is_anomaly boolean, top_reasons varchar)`,
  );
  try {
    const appender = await connection.createAppender(table, 'main', 'temp');
    const chunk = DuckDBDataChunk.create([INTEGER, FLOAT, BOOLEAN, VARCHAR]);
    for (let from = 0; from < rowIds.length; from += CHUNK) {
      const to = Math.min(from + CHUNK, rowIds.length);
      chunk.reset();
      chunk.setColumns([
        Array.from(rowIds.subarray(from, to)),
        Array.from(scores.subarray(from, to)),
        Array.from(isAnomaly.subarray(from, to), (flag) => flag === 1),
        Array.from({ length: to - from }, (_, k) => sentence(reasons(from + k))),
      ]);
      appender.appendDataChunk(chunk);
      onProgress?.({ done: to, total: rowIds.length, unit: 'rows' });
      await breathe();
      signal?.throwIfAborted();
    }
    appender.closeSync();
    return await use(table);
  } finally {
    await connection.run(`drop table ${table}`);
  }
}

const sentence = (reasons: ReturnType<Detection['reasons']>): string =>
  reasons.map(({ text }) => text).join('; ');
