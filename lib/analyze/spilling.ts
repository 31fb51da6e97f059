import type { Traffic } from '../load/traffic.js';

/** Fewer records are answered within the memory that an engine has anyway. */
const MANY = 10_000_000;

/**
 * Runs a query whose intermediate results can go to disk: of very many records it has a gigabyte of memory and is about as quick,
 * where without a limit DuckDB would take five.
 *
 * @example
 * const hours = await spilling(traffic, ({ engine }) => engine.query(readSqlFile('by-hour')));
 */
export function spilling<Result>(
  traffic: Traffic,
  answer: (traffic: Traffic) => Promise<Result>,
): Promise<Result> {
  const { engine, records } = traffic;
  if (records <= MANY) return answer(traffic);
  return engine.during({ records }, (within) => answer({ ...traffic, engine: within }));
}
