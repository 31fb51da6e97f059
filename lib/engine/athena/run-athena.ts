import { filesize } from 'filesize';
import { untilEnded } from '../../aws/aws-query.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import type { QueryParameters } from '../query-engine.js';
import { placeParameters } from '../trino/bind-parameters.js';
import { failedQuery } from './athena-error.js';
import type { Athena, Execution } from './athena-library.js';

const defaults = { maxBytes: 100e9 };
const MAX_PAUSE_MS = 2000;
/** Athena's limit for one parameter value. */
const MAX_PARAMETER_CHARACTERS = 1024;

/** An Athena database to query; credentials and region come from the AWS SDK's standard chain. */
export interface AthenaSettings {
  /** Data catalog, such as `AwsDataCatalog`. */
  readonly catalog: string;
  /** Database of tables that a query names without one. */
  readonly database: string;
  /** Workgroup; `primary` by default. */
  readonly workgroup?: string;
  /** S3 folder for results, such as `s3://bucket/results/`; the workgroup's own by default. */
  readonly output?: string;
  /**
   * Bytes that a query may scan before it is stopped; 100 GB (1e11) by default, about half a dollar at 5 $ a TB. When set, a query
   * that Athena expects to read more is refused before it is run.
   */
  readonly maxBytes?: number;
}

/** A query that has succeeded. */
export interface FinishedQuery {
  readonly id: string;
  readonly bytesScanned: number;
  readonly seconds: number;
  /** S3 address of the result; undefined where the workgroup manages results itself. */
  readonly output?: string;
}

/**
 * Runs a statement and waits until it ends. The query is stopped when the signal fires, and when it has scanned more than
 * `settings.maxBytes`: Athena itself limits the bytes of a query only in the settings of a workgroup. AWS charges for what was
 * scanned until then.
 *
 * @throws an SqlError with line and column when the SQL is wrong; an InputError when it scans too much, or a value is too long
 */
export async function runAthena(
  { library, client }: Athena,
  settings: AthenaSettings,
  sql: string,
  parameters: QueryParameters,
  { signal, onProgress }: LongOperation,
): Promise<FinishedQuery> {
  const { text, literals } = placeParameters(sql, parameters);
  if (literals.some((literal) => literal.length > MAX_PARAMETER_CHARACTERS))
    throw inputError(
      `Athena takes values of at most ${MAX_PARAMETER_CHARACTERS} characters, and one of the query is longer.`,
    );
  const maxBytes = settings.maxBytes ?? defaults.maxBytes;
  const options = signal && { abortSignal: signal };
  const started = await client.send(
    new library.StartQueryExecutionCommand({
      QueryString: text,
      QueryExecutionContext: { Catalog: settings.catalog, Database: settings.database },
      ...(settings.workgroup !== undefined && { WorkGroup: settings.workgroup }),
      ...(settings.output !== undefined && { ResultConfiguration: { OutputLocation: settings.output } }),
      ...(literals.length > 0 && { ExecutionParameters: [...literals] }),
    }),
    options,
  );
  const { QueryExecutionId: id } = started as { QueryExecutionId: string };
  const command = { QueryExecutionId: id };
  const look = async () => {
    const status = await client.send(new library.GetQueryExecutionCommand(command), options);
    const { QueryExecution: query = {} } = status as { QueryExecution?: Execution };
    const state = query.Status?.State;
    const bytes = query.Statistics?.DataScannedInBytes ?? 0;
    onProgress?.({ done: bytes, total: bytes, unit: 'bytes', note: 'scanned by Athena' });
    if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED')
      return () => finished(id, sql, query);
    if (bytes > maxBytes)
      throw inputError(
        `Athena scanned ${filesize(bytes)} for a query that may scan ${filesize(maxBytes)}: narrow the time or the columns, or raise maxBytes.`,
      );
    return undefined;
  };
  const stop = () => client.send(new library.StopQueryExecutionCommand(command));
  return untilEnded(look, stop, { longestPause: MAX_PAUSE_MS, signal });
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
