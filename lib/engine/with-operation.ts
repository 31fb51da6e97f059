import type { LongOperation } from '../progress/long-operation.js';
import type { Records } from './records.js';
import { watch } from './watch.js';
import { withMemoryLimit } from './with-memory-limit.js';

/**
 * Runs questions about records so that they can be stopped and say how far they are, wherever the records stand; here, in
 * the memory that their number calls for.
 *
 * @param note what is being done, shown beside the percentage
 * @throws the signal's reason when it was stopped
 *
 * @example
 * await withOperation(traffic, 'counting', { signal }, () => ask(traffic, 'select count(*) as n from traffic'));
 */
export function withOperation<Result>(
  traffic: Records & { readonly records: number },
  note: string,
  operation: LongOperation,
  work: () => Promise<Result>,
): Promise<Result> {
  if (traffic.remote) return traffic.remote.during(operation, work);
  const { connection, records } = traffic;
  return withMemoryLimit(connection, records, () => watch(connection, note, operation, work));
}
