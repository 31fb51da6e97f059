import type { DuckDBConnection } from '@duckdb/node-api';
import type { LongOperation } from '../progress/long-operation.js';
import { collectBatches } from './column-batch.js';
import { query } from './query.js';
import type { Records } from './records.js';
import type { RemoteEngine } from './remote-engine.js';
import { sqlError } from './sql-error.js';
import { type SqlResult, sqlResult } from './sql-result.js';
import { type BoundSql, bindTemplate, type SqlValue } from './sql-template.js';
import { streamQuestion } from './stream-question.js';
import { watch } from './watch.js';

/** A tagged template that asks the engine; `Row` says what a row of the result is. */
export type Sql = <Row extends object = Record<string, unknown>>(
  parts: TemplateStringsArray,
  ...values: readonly (SqlValue | readonly SqlValue[])[]
) => Promise<SqlResult<Row>>;

/**
 * Gives a tagged template that runs SQL on records (`traffic`, `rejects`). A `${value}` is bound, never spliced
 * into the text; a `${list}` is what `in` takes.
 *
 * @param traffic records, here or elsewhere, or anything else with a connection
 * @param operation its `signal` stops a question that runs, its `onProgress` hears of one that takes over two seconds
 * @throws an SqlError with line, column, caret and the column meant, when the SQL is wrong
 *
 * @example
 * const sql = sqlOn(traffic);
 * const top = await sql<{ src_ip: string; n: bigint }>`
 *   select src_ip, count(*) as n from traffic where dst_port = ${443} group by 1 order by 2 desc limit 10`;
 * show(top);
 */
export function sqlOn(traffic: Records, operation: LongOperation = {}): Sql {
  return async <Row extends object>(
    parts: TemplateStringsArray,
    ...given: readonly (SqlValue | readonly SqlValue[])[]
  ) => {
    const question = bindTemplate(parts, given);
    if (traffic.remote) return askRemote<Row>(traffic.remote, question, operation);
    const { connection } = traffic;
    try {
      return await watch(connection, 'SQL', operation, async () => {
        const reader = await connection.runAndReadAll(question.text, [...question.values]);
        const types = reader.columnTypes();
        const columns = reader.deduplicatedColumnNames().map((name, i) => ({ name, type: String(types[i]) }));
        return sqlResult<Row>(question, columns, reader.getRowObjectsJS() as unknown as readonly Row[]);
      });
    } catch (error) {
      operation.signal?.throwIfAborted();
      throw sqlError(error as Error, question.text, await names(connection));
    }
  };
}

/** The same of an engine elsewhere, whose errors say where in the SQL already. */
async function askRemote<Row extends object>(
  remote: RemoteEngine,
  question: BoundSql,
  operation: LongOperation,
): Promise<SqlResult<Row>> {
  return remote.during(operation, async () => {
    const { columns, rows } = await collectBatches(streamQuestion(remote, question));
    // As DuckDB writes types.
    const typed = columns.map(({ name, type }) => ({ name, type: type.toUpperCase() }));
    return sqlResult<Row>(question, typed, rows as unknown as readonly Row[]);
  });
}

/** Columns and tables of the user, for the name that was meant. */
async function names(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await query<{ name: string }>(
    connection,
    `select distinct column_name as name from duckdb_columns() where not internal
     union select view_name from duckdb_views() where not internal
     union select table_name from duckdb_tables() order by name`,
  );
  return found.map(({ name }) => name);
}
