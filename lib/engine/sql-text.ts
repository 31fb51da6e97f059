/** Writes text as an SQL string literal, for places where the engine takes no bound parameter (table functions). */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes a name of a column or table as SQL takes it, whatever characters it has. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
