import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { BatchColumn } from '../../engine/column-batch.js';
import { openDuckDB } from '../../engine/duckdb.js';
import type { RemoteEngine } from '../../engine/remote-engine.js';
import { streamQuestion } from '../../engine/stream-question.js';
import type { LongOperation } from '../../progress/long-operation.js';
import type { Sheet } from './sheet.js';

/** Rows of one vector of the engine. */
const CHUNK = 2048;
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
  for await (const { rows, columns } of streamQuestion(remote, question)) {
    if (columns.length === 0) continue;
    const types = columns.map(({ type }) => TYPES[/^\w+/.exec(type)?.[0] ?? ''] ?? VARCHAR);
    if (appender === undefined) {
      const declared = columns.map(({ name }, i) => `"${name.replaceAll('"', '""')}" ${types[i]}`);
      await connection.run(`create table ${table} (${declared.join(', ')})`);
      appender = await connection.createAppender(table);
    }
    for (let at = 0; at < rows; at += CHUNK) {
      const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK, rows - at));
      for (const [i, column] of columns.entries()) chunk.setColumnValues(i, valuesOf(column, types[i]!, at));
      appender.appendDataChunk(chunk);
    }
  }
  appender?.closeSync();
}

function valuesOf({ values }: BatchColumn, type: DuckDBType, at: number): DuckDBValue[] {
  return values.slice(at, at + CHUNK).map((value) => {
    if (value instanceof Date) return new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n);
    return type === VARCHAR && value !== null ? String(value) : (value as DuckDBValue);
  });
}
