import { awsError } from '../../aws/aws-error.js';
import { visible } from '../../text/visible.js';
import { queryError } from '../trino/trino-error.js';
import type { Execution } from './athena-library.js';

/** The engine's name of an error, the place where there is one, and the sentence. */
const REASON = /^(?:([A-Z_]+): )?(?:line (\d+):(\d+): )?([\s\S]*)$/;

/**
 * Says why a query failed: what is wrong with the SQL, with the place, or what happened to Athena.
 *
 * @param sql what was asked, in which the place is
 */
export function failedQuery(sql: string, { Status }: Execution): Error {
  const [, name = 'FAILED', line, column, sentence = ''] = REASON.exec(Status?.StateChangeReason ?? '') ?? [];
  const isUsers = Status?.AthenaError?.ErrorCategory === 2 || line !== undefined;
  const error = queryError(sql, {
    message: visible(sentence, 500) || 'no reason was given',
    errorName: name,
    errorType: isUsers ? 'USER_ERROR' : 'INTERNAL_ERROR',
    ...(line !== undefined && { errorLocation: { lineNumber: Number(line), columnNumber: Number(column) } }),
  });
  error.message = error.message.replace(/^Trino /, 'Athena ');
  return error;
}

/** Says why a request of Athena failed; what it does not accept about a query is the query's fault. */
export function athenaError(error: unknown, sql: string, where: string): Error {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: object };
  if (name === 'SqlError') return error as Error;
  if (name === 'InvalidRequestException' && $metadata)
    return failedQuery(sql, { Status: { StateChangeReason: message, AthenaError: { ErrorCategory: 2 } } });
  return awsError(
    error,
    where,
    'athena:StartQueryExecution, athena:GetQueryExecution and athena:GetQueryResults',
  );
}
