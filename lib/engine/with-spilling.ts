import type { Records } from './records.js';
import { withMemoryLimit } from './with-memory-limit.js';

/** Fewer records are answered within the memory that an engine has anyway. */
const MANY = 10_000_000;

/**
 * Asks a question whose intermediate results can go to disk: of very many records it has a gigabyte of memory and is about as quick,
 * where without a limit the engine would take five.
 *
 * @param traffic records that stay elsewhere are asked as ever
 *
 * @example
 * const hours = await withSpilling(traffic, () => ask(traffic, sqlFile('by-hour')));
 */
export function withSpilling<Result>(
  traffic: Records & { readonly records: number },
  answer: () => Promise<Result>,
): Promise<Result> {
  if (traffic.remote || traffic.records <= MANY) return answer();
  return withMemoryLimit(traffic.connection, traffic.records, answer);
}
