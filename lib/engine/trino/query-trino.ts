import type { LongOperation } from '../../progress/long-operation.js';
import { collectBatches } from '../column-batch.js';
import type { TypedValue } from '../typed-value.js';
import type { TrinoParameter } from './bind-parameters.js';
import type { QueryCost } from './query-cost.js';
import { streamTrino } from './stream-trino.js';
import type { TrinoServer } from './trino-server.js';

/**
 * Runs one statement on Trino and gives its rows as `query` gives DuckDB's: BIGINT as bigint (exact), TIMESTAMP as Date,
 * DOUBLE and INTEGER as number, NULL as null. For results of a size that a person reads; `streamTrino` gives others.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` cancels the query on the server, its `onProgress` hears the percentage done, and its
 *   `onCost` in the end what was read and computed for it
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when the server cannot be reached,
 *   refuses the credentials (which are in no error), or loses a node while it computes
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'hive', schema: 'capture' };
 * const rows = await queryTrino<{ n: bigint }>(trino, 'select count(*) as n from traffic');
 */
export async function queryTrino<Row extends { readonly [Name in keyof Row]: TypedValue }>(
  trino: TrinoServer,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { onCost, ...operation }: LongOperation & { readonly onCost?: (cost: QueryCost) => void } = {},
): Promise<readonly Row[]> {
  const { rows, cost } = await collectBatches(streamTrino(trino, sql, parameters, operation));
  if (cost) onCost?.(cost);
  return rows as readonly Row[];
}
