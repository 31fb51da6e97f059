/** Writes text as an SQL string literal, for places where the engine takes no bound parameter (table functions). */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;
