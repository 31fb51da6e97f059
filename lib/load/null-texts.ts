/** Text that stands for "no value" in exported logs. */
export const NULLS: readonly string[] = ['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan'];

/**
 * SQL for a text that is null where it stands for no value. A pattern, since the engine makes a join of a long `in (…)`, and
 * then a large file's rows come in another order.
 */
export const withoutNulls = (text: string): string =>
  `case when not regexp_full_match(${text}, '${NULLS.join('|')}') then ${text} end`;
