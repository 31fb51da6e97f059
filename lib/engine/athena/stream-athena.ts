import type { LongOperation } from '../../progress/long-operation.js';
import type { ColumnBatch } from '../column-batch.js';
import type { QueryCost, QueryParameters } from '../query-engine.js';
import { type TypedValue, typedValue } from '../typed-value.js';
import { athenaError } from './athena-error.js';
import { connectAthena, type ResultPage } from './athena-library.js';
import { type AthenaSettings, runAthena } from './run-athena.js';

/** Some rows of a result. */
export interface AthenaBatch extends ColumnBatch {
  readonly cost: QueryCost;
}

/**
 * Runs one statement on Athena and yields its result in batches of columns (a thousand rows each), so that a result of any size is
 * read in bounded memory. Types are named as Athena names them.
 *
 * Athena's engine is Trino, and the queries in `lib/sql` are Trino's SQL; they were not run on Athena itself, which needs an AWS
 * account. Athena does not know the functions that a query defines itself (`trinoDialect`).
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` stops the query on Athena, its `onProgress` gets the bytes scanned
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when there are no credentials (which appear in no
 *   error), or the query scans more than `settings.maxBytes`
 *
 * @example
 * async function countRows(athena: AthenaSettings) {
 *   let count = 0;
 *   for await (const { rows } of streamAthena(athena, 'select src_ip from traffic')) count += rows;
 *   return count;
 * }
 */
export async function* streamAthena(
  settings: AthenaSettings,
  sql: string,
  parameters: QueryParameters = {},
  operation: LongOperation = {},
): AsyncGenerator<AthenaBatch, void, undefined> {
  const { signal } = operation;
  signal?.throwIfAborted();
  const athena = await connectAthena();
  const { library, client } = athena;
  try {
    const { id, bytesScanned, seconds } = await runAthena(athena, settings, sql, parameters, operation);
    let next: string | undefined;
    let first = true;
    do {
      const command = new library.GetQueryResultsCommand({
        QueryExecutionId: id,
        ...(next !== undefined && { NextToken: next }),
      });
      const page = (await client.send(command, signal && { abortSignal: signal })) as ResultPage;
      next = page.NextToken;
      yield { ...batchOf(page, first), cost: { bytesScanned, elapsedSeconds: seconds } };
      first = false;
    } while (next !== undefined);
  } catch (error) {
    signal?.throwIfAborted();
    throw athenaError(error, sql, `athena://${settings.catalog}/${settings.database}`);
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

/**
 * Returns a function that converts a column's values, which Athena sends as text, to the values that DuckDB's `query` returns. Lists,
 * rows and maps stay text: Athena does not name the types of their items.
 *
 * @param type Athena's name of the column's type
 *
 * @example
 * athenaValue('bigint')('9007199254740993'); // 9007199254740993n
 */
export function athenaValue(type: string): (text: string | undefined) => TypedValue {
  const typed = typedText(type);
  return (text) => (text === undefined ? null : typed(text));
}

function typedText(type: string): (text: string) => TypedValue {
  if (/^(tinyint|smallint|int|integer)$/.test(type)) return Number;
  if (type === 'float') return (text) => Math.fround(Number(text));
  if (type === 'boolean') return (text) => text === 'true';
  if (/^(array|map|row|struct)\b/.test(type)) return (text) => text;
  return typedValue(type);
}
