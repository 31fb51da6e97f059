import type { QueryError } from 'trino-client';
import { inputError } from '../../text/input-error.js';

/** What the client's HTTP library says of a request that failed; the rest of it, with the credentials, stays there. */
export interface RequestFailure {
  readonly code?: string;
  readonly response?: { readonly status: number };
}

/** Trino says where in the SQL it is wrong; the client's types leave that out. */
type Located = Pick<QueryError, 'message' | 'errorName' | 'errorType'> & {
  readonly errorLocation?: { lineNumber: number; columnNumber: number };
};

/** The server did not get the request, or asks for another try: nothing was done yet. */
const NOT_BEGUN: readonly (string | number | undefined)[] = ['ECONNREFUSED', 'EAI_AGAIN', 429, 503];
/** Asking for the same page of a result once more gives the same page. */
const BROKEN: readonly (string | number | undefined)[] = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ERR_NETWORK',
  502,
  504,
];

/**
 * Whether a request may be sent again.
 *
 * @param begins of the request that begins a query, which must not begin twice
 */
export function isTransient({ code, response }: RequestFailure, begins: boolean): boolean {
  const sort = response?.status ?? code;
  return NOT_BEGUN.includes(sort) || (!begins && BROKEN.includes(sort));
}

/**
 * Whether a query failed because the cluster could not take it: it was begun on no node, and may be begun again. A worker
 * is on the list some seconds before it can be given work (github.com/trinodb/trino/issues/2214).
 */
export function lacksNodes({ errorName }: Pick<QueryError, 'errorName'>): boolean {
  return ['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP', 'QUERY_QUEUE_FULL'].includes(errorName);
}

/** Says in one sentence why a request failed, without anything that was sent. */
export function requestError(server: string, { code, response }: RequestFailure): Error {
  const { host } = new URL(server);
  const status = response?.status;
  if (status === 401 || status === 403)
    return inputError(`Trino at ${host} refuses the credentials (${status}): check name, password or token.`);
  if (status !== undefined) return inputError(`Trino at ${host} answers with HTTP status ${status}.`);
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT')
    return inputError(
      `Trino at ${host} did not answer in time: raise timeoutMs, or see whether it is overloaded.`,
    );
  return inputError(
    `No Trino answers at ${host} (${code ?? 'no connection'}): check the address; npm run trino -- start starts one here.`,
  );
}

/**
 * Says why a query failed: what is wrong with the SQL, with line and column and the place under it with a caret, or what
 * happened to the server, of which no rows are kept.
 *
 * @param before characters that stood before the SQL in its first line
 */
export function queryError(
  sql: string,
  { message, errorName, errorType, errorLocation }: Located,
  before = 0,
): Error {
  const sentence = message.replace(/^line \d+:\d+: /, '').replace(/\.*$/, '.');
  if (errorType !== 'USER_ERROR')
    return inputError(`Trino could not finish the query, no rows of it are kept (${errorName}): ${sentence}`);
  const line = errorLocation && sql.split('\n')[errorLocation.lineNumber - 1];
  const column = (errorLocation?.columnNumber ?? 0) - (errorLocation?.lineNumber === 1 ? before : 0);
  const error = new Error(
    errorLocation && line !== undefined && column > 0
      ? `SQL, line ${errorLocation.lineNumber}, column ${column}: ${sentence}\n  ${line}\n  ${' '.repeat(column - 1)}^`
      : `SQL: ${sentence} (${errorName})`,
  );
  error.name = 'SqlError';
  return error;
}
