/**
 * Text that stands for "no value" in exported logs. `NA` is one too where a column is no text: as a country it is Namibia, and
 * R writes it elsewhere.
 */
export const NULLS: readonly string[] = [
  ...['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan'],
  ...['\\N', 'N/A', 'n/a', '#N/A', '<NA>'],
];

const PATTERN = NULLS.join('|').replaceAll('\\', '\\\\');

/**
 * SQL for a text that is null where it stands for no value. A pattern, since the engine makes a join of a long `in (…)`, and
 * then a large file's rows come in another order.
 */
export const withoutNulls = (text: string): string =>
  `case when not regexp_full_match(${text}, '${PATTERN}') then ${text} end`;

const LONGEST = Math.max(...NULLS.map((text) => text.length));

/** SQL that is true for a text that stands for no value. */
export const isNullText = (text: string): string =>
  `length(${text}) <= ${LONGEST} and regexp_full_match(${text}, '${PATTERN}')`;
