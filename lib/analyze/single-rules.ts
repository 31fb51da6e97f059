import type { Traffic } from '../load/traffic.js';
import { trafficColumns } from '../schema/columns.js';

/** A rule on a single column that predicts a label. */
export interface SingleRule {
  readonly column: string;
  readonly value: string;
  /** The label that it predicts, as `column = value`. */
  readonly label: string;
  /** Share of the records that it classifies correctly. */
  readonly accuracy: number;
  /** Share of its hits that have the label, and share of the records with the label that it hits. */
  readonly precision: number;
  readonly recall: number;
  /** Whether the column comes from a rule engine, and so may be the label under another name. */
  readonly verdict: boolean;
}

/** Precision and recall from which on a rule counts as the way the label was made (assumed). */
const MIN_PRECISION_AND_RECALL = 0.99;

/**
 * Finds rules `column = value` that alone predict a label of the data source. If there is one, a model that
 * succeeds has learned how the data was made. The duration counts as a column (in seconds).
 */
export async function singleRules(traffic: Traffic): Promise<readonly SingleRule[]> {
  const candidates = [
    { name: 'duration', sql: `date_diff('second', creation_time, end_time)`, verdict: false },
    ...trafficColumns.map(({ name, verdict }) => ({ name, sql: `"${name}"`, verdict })),
  ];
  const values = candidates.map(
    ({ name, sql }) => `select '${name}' as name, cast(${sql} as varchar) as value, label from labelled`,
  );
  const rows = await traffic.engine.query<
    Omit<SingleRule, 'verdict'>
  >(`with labelled as (select t.*, l.label_column || ' = ' || l.label as label from traffic t join labels l on l.row_id = t.row_id),
     classes as (select label, count(*) as size, (select count(*) from labelled) as total from labelled group by label),
     counted as (select name, value, label, count(*) as hits, sum(count(*)) over (partition by name, value) as matched
       from (${values.join(' union all ')}) where value is not null group by name, value, label),
     evaluated as (select name as "column", value, label, hits / cast(matched as double) as precision, hits / cast(size as double) as recall,
         (total - size - matched + 2 * hits) / cast(total as double) as accuracy
       from counted join classes using (label) where size < total)
     select * from evaluated where precision >= ${MIN_PRECISION_AND_RECALL} and recall >= ${MIN_PRECISION_AND_RECALL}
     order by accuracy desc, "column", label limit 20`);
  const verdicts = new Set(candidates.filter((c) => c.verdict).map((c) => c.name));
  return rows.map((row) => ({ ...row, verdict: verdicts.has(row.column) }));
}
