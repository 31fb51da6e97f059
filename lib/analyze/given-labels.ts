import type { Traffic } from '../load/traffic.js';

/** Records to which somebody gave one label, and how much that word is worth. */
export interface GivenLabel {
  /** The column of the source that holds it. */
  readonly column: string;
  readonly label: string;
  readonly records: number;
  /** `truth` where the column says so (a simulation knows), else the word of whoever filled the column. */
  readonly provenance: 'truth' | 'analyst column';
}

/** Counts the labels that came with the records, apart from what a rule engine said. */
export async function givenLabels(traffic: Traffic): Promise<readonly GivenLabel[]> {
  const rows = await traffic.engine.query<{ column: string; label: string; records: number }>(
    `select label_column as "column", label, cast(count(*) as integer) as records from labels group by 1, 2 order by 1, 2`,
  );
  return rows.map((row) => ({
    ...row,
    provenance: /truth/.test(row.column) ? ('truth' as const) : ('analyst column' as const),
  }));
}
