import type { Traffic } from '../load/traffic.js';
import { inputError } from '../text/input-error.js';

/**
 * Defines the relation `before_traffic` of the queries in `lib/sql/compare`, which run on the engine of the
 * later capture: it reads the files of the earlier one, without copying them.
 *
 * @throws an InputError if `before` was not read from files
 *
 * @example
 * const relations = earlierRelation(yesterday);
 * await today.engine.query(readSqlFile('compare/sources'), { row_limit: 10 }, { relations });
 */
export function earlierRelation(before: Traffic): Readonly<Record<'before_traffic', string>> {
  if (before.select === undefined)
    throw inputError('Only records of files can be compared: open the earlier capture without ?fetch=false.');
  return { before_traffic: before.select };
}
