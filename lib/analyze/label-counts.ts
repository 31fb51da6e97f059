import type { Traffic } from '../load/traffic.js';

/** Number of records with one label of a label column, and the origin of the label. */
export interface LabelCount {
  /** Column of the data source that holds the label. */
  readonly column: string;
  readonly label: string;
  readonly records: number;
  /** `truth` if the name of the column contains it, as in simulated records. */
  readonly provenance: 'truth' | 'analyst column';
}

/** Counts the labels in label columns of the data source; rules of a rule engine are not counted. */
export async function countLabels(traffic: Traffic): Promise<readonly LabelCount[]> {
  const rows = await traffic.engine.query<{ column: string; label: string; records: number }>(
    `select label_column as "column", label, cast(count(*) as integer) as records from labels group by 1, 2 order by 1, 2`,
  );
  return rows.map((row) => ({
    ...row,
    provenance: /truth/.test(row.column) ? ('truth' as const) : ('analyst column' as const),
  }));
}
