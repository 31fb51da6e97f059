import { query } from '../engine/query.js';
import type { Traffic } from '../load/traffic.js';

/**
 * The `row_id` of every record in ascending order: the rows that a feature matrix will have, known before anything is
 * learned.
 *
 * @example
 * const labels = await ruleLabels(traffic, await rowIdsOf(traffic));
 */
export async function rowIdsOf({ connection }: Pick<Traffic, 'connection'>): Promise<Int32Array> {
  const rows = await query<{ row_id: number }>(connection, 'select row_id from traffic');
  return Int32Array.from(rows, ({ row_id }) => row_id).sort();
}
