import { query } from '../engine/query.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';

/** Texts by which people say that a record is not what is looked for. */
const NEGATIVE = ['0', 'false', 'no', 'n', 'normal', 'benign', 'legitimate', 'clean', 'negative', 'none', ''];
/** Columns in which a rule engine wrote down that it fired. */
const RULE_COLUMNS = ['rule_names', 'observation_name', 'detection_types'];

/** Labels of records and whose word they are. */
export interface ColumnLabels {
  /** 1 for what is looked for, else 0; in the order of the row ids. */
  readonly labels: Uint8Array;
  readonly provenance: 'truth' | 'analyst column' | 'rule engine';
}

/**
 * Reads labels from a column of the source: a column that the loader knows for a label (0, false, no, normal, benign
 * and the like are class 0, everything else class 1), or one in which the rule engine wrote (any hit is class 1).
 *
 * @param column as it is written in the file
 * @param rowIds records in the order wanted, such as `matrix.rowIds`
 * @throws an InputError when the file has no such labels, naming those it has, or when a record has none
 *
 * @example
 * const { labels } = await labelsOfColumn(traffic, 'is_suspicious', matrix.rowIds);
 */
export async function labelsOfColumn(
  traffic: Traffic,
  column: string,
  rowIds: Int32Array,
): Promise<ColumnLabels> {
  const { connection, files } = traffic;
  const rule = RULE_COLUMNS.includes(column);
  const given = await query<{ row_id: number; label: string | null; label_column: string }>(
    connection,
    rule
      ? `select row_id, ${column} as label, '' as label_column from traffic`
      : 'select row_id, cast(label as varchar) as label, label_column from labels',
  );
  const rows = rule ? given : given.filter(({ label_column }) => label_column === column.toLowerCase());
  if (rows.length === 0) {
    const others = [...new Set(given.map(({ label_column }) => label_column))].map((name) =>
      visible(name, 40),
    );
    throw inputError(
      `${files[0]}: has no label column ${quoteLiteral(visible(column, 60))}; name one of ${[...others, ...RULE_COLUMNS].join(', ')} with --label.`,
    );
  }
  const positive = new Map(
    rows.map(({ row_id, label }) => [row_id, NEGATIVE.includes((label ?? '').trim().toLowerCase()) ? 0 : 1]),
  );
  const missing = rowIds.find((id) => !positive.has(id));
  if (missing !== undefined) {
    throw inputError(
      `${files[0]}, record ${missing}: has no label in ${visible(column, 60)}; label every record, or leave the others out of the file.`,
    );
  }
  return {
    labels: Uint8Array.from(rowIds, (id) => positive.get(id)!),
    provenance: rule ? 'rule engine' : /truth/.test(column) ? 'truth' : 'analyst column',
  };
}
