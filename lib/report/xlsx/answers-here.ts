import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { appendBatch } from '../../engine/append-batch.js';
import { openDuckDB } from '../../engine/duckdb.js';
import type { RemoteEngine } from '../../engine/remote-engine.js';
import { quoteName } from '../../engine/sql-text.js';
import { streamQuestion } from '../../engine/stream-question.js';
import type { LongOperation } from '../../progress/long-operation.js';
import type { Sheet } from './sheet.js';

const TYPES: Readonly<Record<string, DuckDBType>> = {
  tinyint: INTEGER,
  smallint: INTEGER,
  integer: INTEGER,
  bigint: BIGINT,
  real: DOUBLE,
  double: DOUBLE,
  decimal: DOUBLE,
  boolean: BOOLEAN,
  date: TIMESTAMP,
  timestamp: TIMESTAMP,
};

/**
 * Brings the answers to the questions of sheets from an engine elsewhere into a DuckDB here, for as long as `use` runs:
 * a workbook needs to know their types and numbers of rows before it is written.
 */
export async function withAnswersHere<Result>(
  remote: RemoteEngine,
  sheets: readonly Sheet[],
  operation: LongOperation,
  use: (connection: DuckDBConnection, sheets: readonly Sheet[]) => Promise<Result>,
): Promise<Result> {
  const connection = await openDuckDB();
  try {
    const answered: Sheet[] = [];
    await remote.during(operation, async () => {
      for (const [i, sheet] of sheets.entries()) {
        await bring(remote, sheet, connection, `answer_${i}`);
        // In the order in which they came, which is that of the question.
        answered.push({ ...sheet, question: { text: `select * from answer_${i}`, values: [] } });
      }
    });
    return await use(connection, answered);
  } finally {
    connection.closeSync();
  }
}

async function bring(remote: RemoteEngine, { question }: Sheet, connection: DuckDBConnection, table: string) {
  let appender: DuckDBAppender | undefined;
  for await (const batch of streamQuestion(remote, question)) {
    const { columns } = batch;
    if (columns.length === 0) continue;
    const types = columns.map(({ type }) => TYPES[/^\w+/.exec(type)?.[0] ?? ''] ?? VARCHAR);
    if (appender === undefined) {
      const declared = columns.map(({ name }, i) => `${quoteName(name)} ${types[i]}`);
      await connection.run(`create table ${table} (${declared.join(', ')})`);
      appender = await connection.createAppender(table);
    }
    appendBatch(appender, batch, types);
  }
  appender?.closeSync();
}
