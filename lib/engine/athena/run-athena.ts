import { filesize } from 'filesize';
import { untilEnded } from '../../aws/aws-query.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import { placeParameters, type TrinoParameter } from '../trino/bind-parameters.js';
import { failedQuery } from './athena-error.js';
import type { Athena, Execution } from './athena-library.js';
import type { AthenaPlace } from './athena-place.js';

/** Bytes that a query may scan where nobody says how many. */
const defaults = { mostBytes: 100e9 };
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
  const command = { QueryExecutionId: id };
  const look = async () => {
    const told = await client.send(new library.GetQueryExecutionCommand(command), options);
    const { QueryExecution: query = {} } = told as { QueryExecution?: Execution };
    const state = query.Status?.State;
    const bytes = query.Statistics?.DataScannedInBytes ?? 0;
    onProgress?.({ done: bytes, total: bytes, unit: 'bytes', note: 'scanned by Athena' });
    if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED')
      return () => finished(id, sql, query);
    if (bytes > most)
      throw inputError(
        `Athena scanned ${filesize(bytes)} for a query that may scan ${filesize(most)}: narrow the time or the columns, or raise mostBytes.`,
      );
    return undefined;
  };
  const stop = () => client.send(new library.StopQueryExecutionCommand(command));
  return untilEnded(look, stop, { longestPause: LONGEST_PAUSE_MS, signal });
}

function finished(id: string, sql: string, query: Execution): FinishedQuery {
  const { Status, Statistics, ResultConfiguration } = query;
  if (Status?.State === 'FAILED') throw failedQuery(sql, query);
  if (Status?.State === 'CANCELLED')
    throw inputError('Athena: the query was cancelled there; no rows of it are kept.');
  const output = ResultConfiguration?.OutputLocation;
  return {
    id,
    bytesScanned: Statistics?.DataScannedInBytes ?? 0,
    seconds: (Statistics?.TotalExecutionTimeInMillis ?? 0) / 1000,
    ...(output !== undefined && { output }),
  };
}
