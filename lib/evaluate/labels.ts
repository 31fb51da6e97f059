import { existsSync } from 'node:fs';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { truthPath } from '../simulate/truth-path.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';

/** Label texts of class 0. */
const NEGATIVE = ['0', 'false', 'no', 'n', 'normal', 'benign', 'legitimate', 'clean', 'negative', 'none', ''];
/** Columns with hits of a rule engine. */
const RULE_COLUMNS = ['rule_names', 'observation_name', 'detection_types'];

/** Labels of records and their provenance. */
export interface ColumnLabels {
  /** One label per record, 0 or 1, in the order of the row ids. */
  readonly labels: Uint8Array;
  readonly provenance: 'truth' | 'analyst column' | 'rule engine';
}

/**
 * Reads labels from a column of the data source: a label column (0, false, no, normal, benign and similar
 * texts are class 0, everything else class 1), or a column of the rule engine (any hit is class 1).
 *
 * @param column name of the column in the file
 * @param rowIds `row_id` of the records, such as `matrix.rowIds`
 * @throws an InputError when the file has no such column, listing the label columns it has, or when a record
 *   has no label
 *
 * @example
 * const { labels } = await labelsOfColumn(traffic, 'is_suspicious', matrix.rowIds);
 */
export async function labelsOfColumn(
  traffic: Traffic,
  column: string,
  rowIds: Int32Array,
): Promise<ColumnLabels> {
  const { engine, files } = traffic;
  const rule = RULE_COLUMNS.includes(column);
  const labelRows = await engine.query<{ row_id: number; label: string | null; label_column: string }>(
    rule
      ? `select row_id, ${column} as label, '' as label_column from traffic`
      : 'select row_id, cast(label as varchar) as label, label_column from labels',
  );
  const rows = rule
    ? labelRows
    : labelRows.filter(({ label_column }) => label_column === column.toLowerCase());
  if (rows.length === 0) {
    const others = [...new Set(labelRows.map(({ label_column }) => label_column))].map((name) =>
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

/**
 * Reads labels from the rule engine: 1 where a rule fired, else 0. A record without a hit is unlabelled and
 * not normal, so a model trained on these labels learns to repeat the rules: evaluate it on the truth.
 *
 * @param traffic records in any engine
 * @param rowIds `row_id` of the records, such as `detection.rowIds`
 * @returns one label per record, in the order of `rowIds`
 *
 * @example
 * const labels = await ruleLabels(traffic, detection.rowIds);
 */
export async function ruleLabels(traffic: Traffic, rowIds: Int32Array): Promise<Uint8Array> {
  const rows = await traffic.engine.query<{ row_id: number }>(
    'select row_id from traffic where rule_names is not null',
  );
  const hit = new Set(rows.map((row) => row.row_id));
  return Uint8Array.from(rowIds, (id) => (hit.has(id) ? 1 : 0));
}

/** Truth about records, in the order of the requested row ids. */
export interface Truth {
  /** One label per record: 1 for an attack, else 0. */
  readonly labels: Uint8Array;
  /** The actor that caused each record. */
  readonly actors: readonly string[];
}

/** Options of {@link readTruth}. */
export interface ReadTruthOptions {
  /** CSV file with `row_id`, `actor` and `attack` (empty on normal records); the file beside the records by default. */
  readonly path?: string;
}

function fileBeside({ files }: Traffic): string | undefined {
  const path = files.length === 1 ? truthPath(files[0]!) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

/**
 * Reads which records are attacks from a truth file, as the simulator writes one beside its records:
 * `traffic.truth.csv` for `traffic.csv`.
 *
 * @param traffic the records, in DuckDB
 * @param rowIds `row_id` of the records, such as `detection.rowIds`
 * @param options `path` of a CSV file with `row_id`, `actor` and `attack` (empty on normal records); the file
 *   beside the records by default
 * @returns labels and actors in the order of `rowIds`; null when there is no file beside the records
 * @throws when the file cannot be read or lacks one of the records
 *
 * @example
 * const truth = await readTruth(traffic, detection.rowIds);
 * if (truth) console.log(`${truth.labels.reduce((sum, label) => sum + label, 0)} records are attacks`);
 */
export async function readTruth(
  traffic: Traffic,
  rowIds: Int32Array,
  { path = fileBeside(traffic) }: ReadTruthOptions = {},
): Promise<Truth | null> {
  if (path === undefined) return null;
  const rows = await requireLocal(traffic).engine.query<{ row_id: number; actor: string; attack: boolean }>(
    `select cast(row_id as integer) as row_id, actor, coalesce(attack, '') <> '' as attack
     from read_csv(${quotePath(path)}, header = true, all_varchar = true)`,
  );
  const truthByRow = new Map(rows.map((row) => [row.row_id, row]));
  const truthRows = Array.from(rowIds, (id) => {
    const row = truthByRow.get(id);
    if (row === undefined)
      throw new Error(`${path} says nothing of record ${id}: give the truth of these very records.`);
    return row;
  });
  return {
    labels: Uint8Array.from(truthRows, ({ attack }) => (attack ? 1 : 0)),
    actors: truthRows.map(({ actor }) => actor),
  };
}

/**
 * Lists the `row_id` of every record in ascending order, which is the order of the rows of a feature matrix.
 *
 * @example
 * const labels = await ruleLabels(traffic, await rowIdsOf(traffic));
 */
export async function rowIdsOf({ engine }: Pick<Traffic, 'engine'>): Promise<Int32Array> {
  const rows = await engine.query<{ row_id: number }>('select row_id from traffic');
  return Int32Array.from(rows, ({ row_id }) => row_id).sort();
}
