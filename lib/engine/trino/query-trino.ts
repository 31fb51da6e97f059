import pRetry from 'p-retry';
import type { QueryResult } from 'trino-client';
import { inputError } from '../../load/input-error.js';
import type { LongOperation } from '../../progress/long-operation.js';
import type { SqlParameter } from '../query.js';
import { bindParameters } from './bind-parameters.js';
import { connectTrino, type TrinoConnection } from './connect-trino.js';
import { isTransient, queryError, type RequestFailure, requestError } from './trino-error.js';
import type { TrinoServer } from './trino-server.js';
import { type TypedValue, typedValue } from './typed-value.js';

const defaults = { retries: 5 };
/** The first pause before a request is sent again; each further one is twice as long. */
const PAUSE_MS = 200;

/**
 * Runs one statement on Trino and gives its rows as `query` gives DuckDB's: BIGINT as bigint (exact), TIMESTAMP as Date,
 * DOUBLE and INTEGER as number, NULL as null. For results of a size that a person reads.
 *
 * A request that the network or a busy server lost is sent again with growing pauses, unless it might begin the
 * statement twice.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` cancels the query on the server, its `onProgress` hears the percentage done
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
  parameters: Readonly<Record<string, SqlParameter>> = {},
  { signal, onProgress }: LongOperation = {},
): Promise<readonly Row[]> {
  signal?.throwIfAborted();
  const statement = bindParameters(sql.replace(/;\s*$/, ''), parameters);
  let id: string | undefined;
  const connection = await connectTrino(trino, (answer) => {
    const { id: told, stats } = answer as Partial<QueryResult>;
    id ??= told;
    if (stats?.progressPercentage !== undefined)
      onProgress?.({ done: Math.round(stats.progressPercentage), total: 100, unit: '%', note: 'Trino' });
  });
  try {
    return (await read(trino, connection, statement, sql, signal)) as readonly Row[];
  } catch (error) {
    if (id !== undefined) await cancel(trino, id);
    signal?.throwIfAborted();
    throw 'isAxiosError' in (error as object) ? requestError(trino.server, error as RequestFailure) : error;
  }
}

async function read(
  trino: TrinoServer,
  { client, settings }: TrinoConnection,
  statement: string,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<readonly object[]> {
  const again = <Value>(request: () => Promise<Value>, begins: boolean) =>
    pRetry(request, {
      retries: trino.retries ?? defaults.retries,
      minTimeout: PAUSE_MS,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isTransient(error as RequestFailure, begins),
    });
  const pages = await again(() => client.query(statement), true);
  // From here on: before, the query's name, by which it is cancelled, would be lost.
  settings.signal = signal;
  const rows: object[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const { value: page, done } = await again<IteratorResult<QueryResult>>(() => pages.next(), false);
    if (page?.id === undefined)
      throw inputError(`${new URL(trino.server).host} does not answer as Trino does: check the address.`);
    if (page.error) throw queryError(sql, page.error);
    if (done) return rows;
    const columns = page.columns ?? [];
    for (const values of page.data ?? [])
      rows.push(Object.fromEntries(columns.map(({ name, type }, i) => [name, typedValue(type, values[i])])));
  }
}

/** Ends what nobody waits for any more; a query that has ended, or a server that is gone, needs no word. */
async function cancel(trino: TrinoServer, id: string): Promise<void> {
  const { client } = await connectTrino(trino, () => undefined);
  await client.cancel(id).catch(() => undefined);
}
