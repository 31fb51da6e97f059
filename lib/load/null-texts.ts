/** Text that stands for "no value" in exported logs. */
export const NULLS: readonly string[] = ['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan'];
