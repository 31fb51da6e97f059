import { withDuckDB } from '../engine/duckdb.js';
import { withMemoryLimit } from '../engine/with-memory-limit.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { fetchedSlices } from './fetched-slices.js';
import { ownNumbers } from './own-numbers.js';
import { type RecordsHere, recordsHere } from './records-here.js';

/**
 * Gives the DuckDB that computes features slice by slice, and the memory that this may take, for as long as `use` runs: the one that holds
 * the records, or, where they stay elsewhere, an empty one that holds one slice of them after the other, with the columns
 * that are needed.
 *
 * @throws an InputError when the records have numbers of their own elsewhere which are not all different
 *
 * @example
 * await withRecordsHere(traffic, {}, (here) => timeSlices(here, 1_000_000));
 */
export async function withRecordsHere<Result>(
  traffic: Traffic,
  operation: LongOperation,
  use: (here: RecordsHere) => Promise<Result>,
): Promise<Result> {
  const { remote, records } = traffic;
  const limited = (here: RecordsHere) => withMemoryLimit(here.connection, records, () => use(here));
  if (!remote) return limited(recordsHere(traffic));
  const numbered = await remote.during(operation, () => ownNumbers(remote, records));
  return withDuckDB((connection) =>
    limited({ connection, remote, reach: fetchedSlices({ connection, remote }, numbered) }),
  );
}
