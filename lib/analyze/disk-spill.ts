import type { Traffic } from '../load/traffic.js';

/** Up to this number of records, queries fit into the memory limit of the engine. */
const MAX_RECORDS_IN_MEMORY = 10_000_000;

/**
 * Runs a query whose intermediate results can be written to disk. With very many records it is limited to one
 * gigabyte of memory and about as fast; without a limit DuckDB would use five.
 *
 * @param run runs the query on the traffic it is given
 *
 * @example
 * const hours = await withDiskSpill(traffic, ({ engine }) => engine.query(readSqlFile('by-hour')));
 */
export function withDiskSpill<Result>(
  traffic: Traffic,
  run: (traffic: Traffic) => Promise<Result>,
): Promise<Result> {
  const { engine, records } = traffic;
  if (records <= MAX_RECORDS_IN_MEMORY) return run(traffic);
  return engine.during({ records }, (within) => run({ ...traffic, engine: within }));
}
