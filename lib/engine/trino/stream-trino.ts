import { setTimeout as pause } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { QueryResult, QueryStats } from 'trino-client';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import type { ColumnBatch } from '../column-batch.js';
import { composeSql } from '../compose-sql.js';
import type { QueryCost, QueryParameters } from '../query-engine.js';
import { typedValue } from '../typed-value.js';
import { bindParameters } from './bind-parameters.js';
import { connectTrino } from './connect-trino.js';
import { trinoDialect } from './trino-dialect.js';
import { isTransient, lacksNodes, queryError, type RequestFailure, requestError } from './trino-error.js';
import type { TrinoServer } from './trino-server.js';

const defaults = { retries: 5 };
/** The first pause before a request is sent again; each further one is twice as long. */
const PAUSE_MS = 200;

/** What a query has cost the cluster. */
export interface TrinoCost extends QueryCost {
  /** Rows that were read. */
  readonly rows: number;
  /** Processor seconds of all nodes together. */
  readonly cpuSeconds: number;
  /** Peak memory of the query in bytes, of all nodes together. */
  readonly peakBytes: number;
}

/** Some rows of a result. */
export interface TrinoBatch extends ColumnBatch {
  /** What the query has cost so far. */
  readonly cost: TrinoCost;
}

/**
 * Runs one statement on Trino and yields its result in batches of columns (about a megabyte each), so that a result of any size is
 * read in bounded memory: the next batch is requested after the previous one was consumed. Leaving the loop cancels the query on
 * the server. Types are named as Trino names them.
 *
 * The server's `views` are tables in a query, and the names of DuckDB that `lib/sql` uses and Trino lacks are defined (`trinoDialect`).
 *
 * A request that the network or a busy server lost is repeated with growing pauses, unless that could start the statement twice. A
 * statement for which the cluster has no nodes (yet, or again) is started again in the same way.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` cancels the query on the server, its `onProgress` gets the percentage done
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when the server cannot be reached, refuses the
 *   credentials (which appear in no error), or loses a node during the query
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' };
 * for await (const { rows } of streamTrino(trino, 'select orderkey from orders')) console.log(rows);
 */
export async function* streamTrino(
  trino: TrinoServer,
  sql: string,
  parameters: QueryParameters = {},
  { signal, onProgress }: LongOperation = {},
): AsyncGenerator<TrinoBatch, void, undefined> {
  signal?.throwIfAborted();
  const query = composeSql(sql, trino.views ?? {}, trinoDialect());
  const statement = bindParameters(query, parameters);
  const { retries = defaults.retries } = trino;
  let running: string | undefined;
  const { client, settings } = await connectTrino(trino, (answer) => {
    const { id, stats } = answer as Partial<QueryResult>;
    running ??= id;
    if (stats?.progressPercentage !== undefined)
      onProgress?.({ done: Math.round(stats.progressPercentage), total: 100, unit: '%', note: 'Trino' });
  });
  const retry = <Value>(request: () => Promise<Value>, begins: boolean) =>
    pRetry(request, {
      retries,
      minTimeout: PAUSE_MS,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isTransient(error as RequestFailure, begins),
    });
  const begin = async () => {
    running = undefined;
    settings.signal = undefined;
    const begun = await retry(() => client.query(statement), true);
    // Only from here on: earlier, the query's ID, which cancelling needs, would be lost.
    settings.signal = signal;
    return begun;
  };
  let ended = false;
  try {
    let pages = await begin();
    for (let rows = 0, tries = 0; ; ) {
      signal?.throwIfAborted();
      const { value: page, done } = await retry<IteratorResult<QueryResult>>(() => pages.next(), false);
      if (page?.id === undefined)
        throw inputError(`${new URL(trino.server).host} does not answer as Trino does: check the address.`);
      ended = page.nextUri === undefined;
      if (page.error && rows === 0 && lacksNodes(page.error) && tries < retries) {
        await pause(PAUSE_MS * 2 ** tries++, undefined, { signal });
        pages = await begin();
        continue;
      }
      if (page.error) throw queryError(sql, page.error, query.length - sql.length);
      if (done) return;
      rows += page.data?.length ?? 0;
      yield batchOf(page);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw 'isAxiosError' in (error as object) ? requestError(trino.server, error as RequestFailure) : error;
  } finally {
    if (running !== undefined && !ended) await cancel(trino, running);
  }
}

function batchOf({ columns = [], data = [], stats }: QueryResult): TrinoBatch {
  const rows = data as readonly (readonly unknown[])[];
  return {
    rows: rows.length,
    columns: columns.map(({ name, type }, i) => {
      const typed = typedValue(type);
      return { name, type, values: rows.map((row) => typed(row[i])) };
    }),
    cost: queryCost(stats),
  };
}

/** Cancels a query whose result is no longer needed; it may have ended, or the server may be gone. */
async function cancel(trino: TrinoServer, id: string): Promise<void> {
  const { client } = await connectTrino(trino, () => undefined);
  await client.cancel(id).catch(() => undefined);
}

/** Takes the cost out of Trino's statistics of a query; zero where a number is missing. */
function queryCost(stats: Partial<QueryStats> = {}): TrinoCost {
  return {
    bytesScanned: stats.physicalInputBytes ?? 0,
    rows: stats.processedRows ?? 0,
    cpuSeconds: (stats.cpuTimeMillis ?? 0) / 1000,
    elapsedSeconds: (stats.elapsedTimeMillis ?? 0) / 1000,
    peakBytes: stats.peakMemoryBytes ?? 0,
  };
}
