import type { LongOperation } from '../progress/long-operation.js';
import type { Records } from './records.js';
import { watch } from './watch.js';

/**
 * As `watch`, of work that asks records wherever they stand, and the DuckDB beside them: a signal stops whichever computes.
 *
 * @param records with the DuckDB that works on them here also where they stay elsewhere
 * @throws the signal's reason when it was stopped
 *
 * @example
 * await watchRecords(traffic, 'counting', { signal }, () => ask(traffic, 'select count(*) as n from traffic'));
 */
export function watchRecords<Result>(
  { connection, remote }: Records,
  note: string,
  operation: LongOperation,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!remote) return watch(connection, note, operation, work);
  const { signal } = operation;
  // Only one of them says how far it is.
  return watch(connection, note, { ...(signal && { signal }) }, () => remote.during(operation, work));
}
