import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { withDuckDB } from '../../engine/duckdb.js';
import type { RemoteEngine } from '../../engine/remote-engine.js';
import type { ResultColumn } from '../../engine/sql-result.js';
import { streamQuestion } from '../../engine/stream-question.js';
import { tableOfBatches } from '../../engine/table-of-batches.js';
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
  return withDuckDB(async (connection) => {
    const answered: Sheet[] = [];
    await remote.during(operation, async () => {
      for (const [i, sheet] of sheets.entries()) {
        const table = `answer_${i}`;
        const typeOf = ({ type }: ResultColumn) => TYPES[/^\w+/.exec(type)?.[0] ?? ''] ?? VARCHAR;
        await tableOfBatches(connection, table, streamQuestion(remote, sheet.question), typeOf);
        // In the order in which they came, which is that of the question.
        answered.push({ ...sheet, question: { text: `select * from ${table}`, values: [] } });
      }
    });
    return use(connection, answered);
  });
}
