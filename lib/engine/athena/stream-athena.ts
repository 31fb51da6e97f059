import type { LongOperation } from '../../progress/long-operation.js';
import type { ColumnBatch } from '../column-batch.js';
import type { TrinoParameter } from '../trino/bind-parameters.js';
import { athenaError } from './athena-error.js';
import { connectAthena, type ResultPage } from './athena-library.js';
import type { AthenaPlace } from './athena-place.js';
import { athenaValue } from './athena-value.js';
import { runAthena } from './run-athena.js';

/** What a query has cost. */
export interface AthenaCost {
  /** What Athena charges for, rounded up to 10 MB a query. */
  readonly bytesScanned: number;
  /** Seconds from the question to the answer, waiting included. */
  readonly seconds: number;
}

/** Some rows of a result. */
export interface AthenaBatch extends ColumnBatch {
  readonly cost: AthenaCost;
}

/**
 * Runs one statement on Athena and gives its result in batches of columns (a thousand rows each), so that a result of any
 * size goes through bounded memory.
 *
 * Athena's engine is Trino, and the questions in `lib/sql` are Trino's SQL; what Athena does with them was not tried: no
 * Athena is to be had without an account. Functions that a query brings along (`trinoDialect`) Athena does not know.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` stops the query there, its `onProgress` hears the bytes scanned
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when there are no credentials (which are in
 *   no error), or the query scans more than `place.mostBytes`
 *
 * @example
 * async function countRows(athena: AthenaPlace) {
 *   let count = 0;
 *   for await (const { rows } of streamAthena(athena, 'select src_ip from traffic')) count += rows;
 *   return count;
 * }
 */
export async function* streamAthena(
  place: AthenaPlace,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  operation: LongOperation = {},
): AsyncGenerator<AthenaBatch, void, undefined> {
  const { signal } = operation;
  signal?.throwIfAborted();
  const athena = await connectAthena();
  const { library, client } = athena;
  try {
    const { id, bytesScanned, seconds } = await runAthena(athena, place, sql, parameters, operation);
    let next: string | undefined;
    let first = true;
    do {
      const command = new library.GetQueryResultsCommand({
        QueryExecutionId: id,
        ...(next !== undefined && { NextToken: next }),
      });
      const page = (await client.send(command, signal && { abortSignal: signal })) as ResultPage;
      next = page.NextToken;
      yield { ...batchOf(page, first), cost: { bytesScanned, seconds } };
      first = false;
    } while (next !== undefined);
  } catch (error) {
    signal?.throwIfAborted();
    throw athenaError(error, sql, `athena://${place.catalog}/${place.database}`);
  } finally {
    client.destroy();
  }
}

/** The first row of the first page of a SELECT has the names of the columns. */
function batchOf({ ResultSet: set }: ResultPage, first: boolean): ColumnBatch {
  const columns = set?.ResultSetMetadata?.ColumnInfo ?? [];
  const all = (set?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
  const isHeader = first && columns.length > 0 && columns.every(({ Name = '' }, i) => all[0]?.[i] === Name);
  const rows = isHeader ? all.slice(1) : all;
  return {
    rows: rows.length,
    columns: columns.map(({ Name: name = '', Type: type = 'varchar' }, i) => {
      const typed = athenaValue(type);
      return { name, type, values: rows.map((row) => typed(row[i])) };
    }),
  };
}
