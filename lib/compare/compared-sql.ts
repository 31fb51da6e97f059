import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { inputError } from '../text/input-error.js';

/**
 * The SQL of a query in `lib/sql/compare`, for the engine of the later of two captures: the relation `before_traffic` reads the files of the
 * earlier one. Nothing is copied, and nothing is left in the engine.
 *
 * @param name of the file, without `.sql`
 * @throws an InputError when the earlier records are not in files that `openTraffic` read
 *
 * @example
 * await query(today.connection, comparedSql('sources', yesterday), { most: 10 });
 */
export function comparedSql(name: string, before: Traffic): string {
  if (before.select === undefined)
    throw inputError('Only records of files can be compared: open the earlier capture without ?fetch=false.');
  return composeSql(sqlFile(`compare/${name}`), { before_traffic: before.select }, DUCKDB);
}
