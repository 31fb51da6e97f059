import { rm } from 'node:fs/promises';
import { type DuckDBAppender, type DuckDBType, VARCHAR } from '@duckdb/node-api';
import { appendBatch } from '../../engine/append-batch.js';
import { openDuckDB } from '../../engine/duckdb.js';
import { runInterruptible } from '../../engine/run-interruptible.js';
import { quoteLiteral, quoteName, quotePath } from '../../engine/sql-text.js';
import { streamTrino } from '../../engine/trino/stream-trino.js';
import type { TrinoServer } from '../../engine/trino/trino-server.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { CACHED_PARQUET } from '../cached-parquet.js';
import type { WantedRecords } from './remote-table.js';
import { sortedCopy, typedColumns } from './sorted-copy.js';

/** What does not fit while the records are sorted is spilled to disk. */
const MEMORY = '400MB';
/** Records that are held in memory before they are written. */
const PART = 200_000;

/**
 * Fetches records page by page into a Parquet file, sorted, in memory that does not grow with their number.
 *
 * @throws as `streamTrino` does; the signal's reason when it was stopped, and the query is cancelled on the server
 */
export async function fetchTrino(
  trino: TrinoServer,
  { from, values, columns, records }: WantedRecords,
  target: string,
  operation: LongOperation,
): Promise<void> {
  const { signal, onProgress } = operation;
  const connection = await openDuckDB();
  const parts: string[] = [];
  const texts = new Array<DuckDBType>(columns.length).fill(VARCHAR);
  let appender: DuckDBAppender | undefined;
  let [done, held] = [0, 0];
  const writePart = async () => {
    appender?.closeSync();
    appender = undefined;
    const part = `${target}-${parts.length}`;
    await connection.run(
      `copy (select ${typedColumns(columns)} from received) to ${quoteLiteral(part)} ${CACHED_PARQUET}; drop table received`,
    );
    parts.push(part);
    held = 0;
  };
  try {
    await connection.run(
      `set memory_limit = '${MEMORY}'; set temp_directory = ${quoteLiteral(`${target}-spilled`)}`,
    );
    const select = `select ${columns.map(({ text }) => text).join(', ')} from ${from}`;
    for await (const batch of streamTrino(trino, select, values, { signal })) {
      if (batch.rows === 0) continue;
      if (appender === undefined) {
        const declared = columns.map(({ name }) => `${quoteName(name)} varchar`).join(', ');
        await connection.run(`create table received (${declared})`);
        appender = await connection.createAppender('received');
      }
      appendBatch(appender, batch, texts);
      done += batch.rows;
      held += batch.rows;
      onProgress?.({ done: Math.min(done, records), total: records, unit: 'records', note: 'Trino' });
      if (held >= PART) await writePart();
    }
    if (held > 0) await writePart();
    await runInterruptible(connection, 'Trino: sorting', operation, () =>
      connection.run(sortedCopy(`read_parquet([${parts.map(quotePath).join(', ')}])`, columns, target)),
    );
  } finally {
    connection.closeSync();
  }
  for (const part of [...parts, `${target}-spilled`]) await rm(part, { recursive: true, force: true });
}
