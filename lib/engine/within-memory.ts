import type { Records } from './records.js';
import { withMemoryLimit } from './with-memory-limit.js';

/**
 * Asks about records in the memory that their number calls for, where they are asked here: what does not fit is put on the disk.
 *
 * @example
 * await withinMemory(traffic, () => ask(traffic, 'select src_ip, count(*) as n from traffic group by src_ip'));
 */
export function withinMemory<Result>(
  traffic: Records & { readonly records: number },
  work: () => Promise<Result>,
): Promise<Result> {
  return traffic.remote ? work() : withMemoryLimit(traffic.connection, traffic.records, work);
}
