import type { Traffic } from '../load/traffic.js';
import { trafficColumns } from '../schema/columns.js';

/** A rule on one column that alone tells the labelled records from the others. */
export interface SingleRule {
  readonly column: string;
  readonly value: string;
  /** The label that it finds, as `column = value`. */
  readonly label: string;
  /** Share of the records it judges rightly. */
  readonly accuracy: number;
  /** Share of its hits that have the label, and share of the label that it hits. */
  readonly precision: number;
  readonly recall: number;
  /** The column is the word of a rule engine, so it may be the label under another name. */
  readonly verdict: boolean;
}

/** What one value finds this well was made by it, or makes it (assumed). */
const ALMOST_ALL = 0.99;

/**
 * Finds rules `column = value` that alone predict the label that came with the records: where there is one, a model's
 * success says how the data was made, and nothing about detection. The duration counts as a column (in seconds).
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
     judged as (select name as "column", value, label, hits / cast(matched as double) as precision, hits / cast(size as double) as recall,
         (total - size - matched + 2 * hits) / cast(total as double) as accuracy
       from counted join classes using (label) where size < total)
     select * from judged where precision >= ${ALMOST_ALL} and recall >= ${ALMOST_ALL}
     order by accuracy desc, "column", label limit 20`);
  const verdicts = new Set(candidates.filter((c) => c.verdict).map((c) => c.name));
  return rows.map((row) => ({ ...row, verdict: verdicts.has(row.column) }));
}
