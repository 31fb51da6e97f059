import { setTimeout as pause } from 'node:timers/promises';
import { filesize } from 'filesize';
import { inputError } from '../../load/input-error.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { placeParameters, type TrinoParameter } from '../trino/bind-parameters.js';
import { failedQuery } from './athena-error.js';
import type { Athena, Execution } from './athena-library.js';
import type { AthenaPlace } from './athena-place.js';

/** Bytes that a query may scan where nobody says how many. */
const defaults = { mostBytes: 100e9 };
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;
/** What Athena takes for one value. */
const MOST_PARAMETER = 1024;

/** A query that has ended well. */
export interface FinishedQuery {
  readonly id: string;
  readonly bytesScanned: number;
  readonly seconds: number;
  /** The file with the result; undefined where the workgroup keeps results to itself. */
  readonly output?: string;
}

/**
 * Runs a statement and waits for its end. It is stopped when the signal fires, and when it has scanned more than the place
 * allows: Athena has a limit of a query's bytes only in the settings of a workgroup, so that they are watched here. What was
 * scanned until then is charged.
 *
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when it scans too much, or a value is too long
 */
export async function runAthena(
  { library, client }: Athena,
  place: AthenaPlace,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>>,
  { signal, onProgress }: LongOperation,
): Promise<FinishedQuery> {
  const { text, literals } = placeParameters(sql, parameters);
  if (literals.some((literal) => literal.length > MOST_PARAMETER))
    throw inputError(
      `Athena takes values of at most ${MOST_PARAMETER} characters, and one of the query is longer.`,
    );
  const most = place.mostBytes ?? defaults.mostBytes;
  const options = signal && { abortSignal: signal };
  const started = await client.send(
    new library.StartQueryExecutionCommand({
      QueryString: text,
      QueryExecutionContext: { Catalog: place.catalog, Database: place.database },
      ...(place.workgroup !== undefined && { WorkGroup: place.workgroup }),
      ...(place.output !== undefined && { ResultConfiguration: { OutputLocation: place.output } }),
      ...(literals.length > 0 && { ExecutionParameters: [...literals] }),
    }),
    options,
  );
  const { QueryExecutionId: id } = started as { QueryExecutionId: string };
  let ended = false;
  try {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
      const told = await client.send(new library.GetQueryExecutionCommand({ QueryExecutionId: id }), options);
      const { QueryExecution: query = {} } = told as { QueryExecution?: Execution };
      const state = query.Status?.State;
      ended = state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
      const bytes = query.Statistics?.DataScannedInBytes ?? 0;
      onProgress?.({ done: bytes, total: bytes, unit: 'bytes', note: 'scanned by Athena' });
      if (state === 'FAILED') throw failedQuery(sql, query);
      if (state === 'CANCELLED')
        throw inputError('Athena: the query was cancelled there; no rows of it are kept.');
      if (bytes > most && !ended)
        throw inputError(
          `Athena scanned ${filesize(bytes)} for a query that may scan ${filesize(most)}: narrow the time or the columns, or raise mostBytes.`,
        );
      if (ended) {
        const { TotalExecutionTimeInMillis: ms = 0 } = query.Statistics ?? {};
        const output = query.ResultConfiguration?.OutputLocation;
        return { id, bytesScanned: bytes, seconds: ms / 1000, ...(output !== undefined && { output }) };
      }
      await pause(wait, undefined, { signal });
    }
  } finally {
    // One that nobody waits for would go on to scan, and to cost.
    if (!ended)
      await client
        .send(new library.StopQueryExecutionCommand({ QueryExecutionId: id }))
        .catch(() => undefined);
  }
}
