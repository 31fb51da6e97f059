import { query } from '../engine/query.js';
import type { Traffic } from '../load/traffic.js';

/**
 * Labels by the rule engine: 1 where a rule fired. A record without a hit is unlabelled rather than normal, so a model
 * trained on these labels learns to repeat the rules, and has to be judged on truth.
 *
 * @param rowIds records in the order wanted, such as `matrix.rowIds`
 *
 * @example
 * const labels = await ruleLabels(traffic, matrix.rowIds);
 */
export async function ruleLabels(traffic: Traffic, rowIds: Int32Array): Promise<Uint8Array> {
  const rows = await query<{ row_id: number }>(
    traffic.connection,
    'select row_id from traffic where rule_names is not null',
  );
  const hit = new Set(rows.map((row) => row.row_id));
  return Uint8Array.from(rowIds, (id) => (hit.has(id) ? 1 : 0));
}
