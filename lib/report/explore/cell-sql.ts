import { FOLDED } from './folded.js';

/**
 * How coarse cells are: values that are kept apart of each column, and the width of a bin of time in seconds.
 */
export interface Grain {
  readonly values: Readonly<Record<keyof typeof FOLDED, number>>;
  readonly bin: number;
}

/** Columns whose values cells tell apart. */
export const names = Object.keys(FOLDED) as (keyof typeof FOLDED)[];
/** The table of {@link rankSql}. */
export const ranked = (name: string) => `ranked_${name}`;

/**
 * The most frequent values of a column, each with its place from 1, as they are and as text: writing down a
 * million ports takes longer than counting them.
 */
export const rankSql = (relation: string, name: keyof typeof FOLDED, limit: number): string =>
  `create or replace temp table ${ranked(name)} as
    select own, value, cast(row_number() over (order by n desc, value) as integer) as place
    from (select ${name} as own, cast(${name} as varchar) as value, count(*) as n from ${relation} where ${name} is not null group by ${name})
    order by place limit ${limit}`;

/**
 * The finest cells, their values as places: numbers, so that all coarser cells are quickly counted from them.
 * Of the records themselves each would have to be made anew, texts and all.
 */
export function finestSql(relation: string, { values, bin }: Grain): string {
  const places = names.map(
    (name) =>
      `case when ${name} is not null then coalesce(${ranked(name)}.place, ${values[name] + 1}) end as ${name}`,
  );
  const joins = names.map((name) => `left join ${ranked(name)} on ${ranked(name)}.own = ${name}`);
  return `create or replace temp table finest_cells as
    select floor(epoch(creation_time) / ${bin}) as time, ${places}, by_registry,
      cast(row_id in (from cell_anomalies) as integer) as is_anomaly, count(*) as records,
      sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
    from ${relation} ${joins.join(' ')} group by all`;
}

/**
 * What the columns of the finest cells, whose bins are so wide, become in coarser ones: a place after the
 * last is all others.
 */
export function coarse({ values, bin }: Grain, finest: number) {
  // Not least(…), which leaves nulls out.
  const places = names.map((name) => {
    const others = values[name] + 1;
    return [name, `case when ${name} > ${others} then ${others} else ${name} end`] as const;
  });
  return {
    time: `floor(time / ${bin / finest})`,
    places: Object.fromEntries(places) as Record<keyof typeof FOLDED, string>,
  };
}

/** Cells with their texts, in an order without ties. */
export function cellsSql(grain: Grain, finest: number): string {
  const { time, places } = coarse(grain, finest);
  const texts = names.map(
    (name) =>
      `case when c.${name} is not null then coalesce(${ranked(name)}.value, '${FOLDED[name]}') end as ${name}`,
  );
  const joins = names.map(
    (name) =>
      `left join ${ranked(name)} on ${ranked(name)}.place = c.${name} and ${ranked(name)}.place <= ${grain.values[name]}`,
  );
  return `create or replace temp table cells as
    with coarse as (
      select ${time} * ${grain.bin} * 1000 as creation_time, ${names.map((name) => `${places[name]} as ${name}`)}, by_registry,
        is_anomaly, sum(records) as records, sum(bytes_in) as bytes_in, sum(bytes_out) as bytes_out
      from finest_cells group by all
    ), worded as (
      select creation_time, ${texts}, by_registry, is_anomaly, sum(records) as records, sum(bytes_in) as bytes_in,
        sum(bytes_out) as bytes_out
      from coarse as c ${joins.join(' ')} group by all
    )
    select *, row_number() over (order by creation_time, src_ip, country, dst_port, rule_names, matched_rules, by_registry, is_anomaly) as place
    from worded order by place`;
}
