import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/**
 * The SQL of a question about the capture itself, such as when it had gaps: where a filter is in force it is asked of the
 * times of all records, since a source that is quiet is no gap.
 *
 * @param name of a question in `lib/sql` that asks `traffic` for nothing but times
 */
export function ofCapture({ filter }: Traffic, name: string): string {
  const sql = sqlFile(name);
  return filter === undefined ? sql : sql.replaceAll('from traffic', 'from capture_times');
}
