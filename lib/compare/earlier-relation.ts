import type { Traffic } from '../load/traffic.js';
import { inputError } from '../text/input-error.js';

/**
 * The relation `before_traffic` of the queries in `lib/sql/compare`, which run on the engine of the later of two captures: it reads the files
 * of the earlier one. Nothing is copied, and nothing is left in the engine.
 *
 * @throws an InputError when the earlier records are not in files that `openTraffic` read
 *
 * @example
 * const relations = earlierRelation(yesterday);
 * await today.engine.query(readSqlFile('compare/sources'), { most: 10 }, { relations });
 */
export function earlierRelation(before: Traffic): Readonly<Record<'before_traffic', string>> {
  if (before.select === undefined)
    throw inputError('Only records of files can be compared: open the earlier capture without ?fetch=false.');
  return { before_traffic: before.select };
}
