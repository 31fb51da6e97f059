/** Writes text as an SQL string literal, for places where the engine takes no bound parameter (table functions). */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Writes the path of a file that is read as an SQL string literal. DuckDB's readers take paths for patterns, so that `a[1].csv` would
 * read `a1.csv`: the characters of patterns are escaped. Paths of files that are written are literal already.
 */
export const quotePath = (file: string): string => quoteLiteral(file.replace(/[[*?]/g, '[$&]'));

/** Writes a name of a column or table as SQL takes it, whatever characters it has. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
