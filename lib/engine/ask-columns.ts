import type { JS } from '@duckdb/node-api';
import type { SqlParameter } from './query.js';
import type { Records } from './records.js';

/**
 * Runs one SELECT as `ask` does and gives its columns, for results of many rows and no need of an object each.
 *
 * @returns the values of each column by its name; of a result without rows, an empty object where the records stand elsewhere
 *
 * @example
 * const { bytes_in } = await askColumns<{ bytes_in: bigint | null }>(traffic, 'select bytes_in from traffic');
 */
export async function askColumns<Row extends { readonly [Name in keyof Row]: JS }>(
  records: Records,
  sql: string,
  parameters: Readonly<Record<string, SqlParameter>> = {},
): Promise<{ readonly [Name in keyof Row]?: readonly Row[Name][] }> {
  type Columns = { readonly [Name in keyof Row]?: readonly Row[Name][] };
  if (!records.remote) {
    const reader = await records.connection.runAndReadAll(sql, { ...parameters });
    return reader.getColumnsObjectJS() as unknown as Columns;
  }
  const found: Record<string, JS[]> = {};
  for await (const { columns } of records.remote.stream(sql, parameters))
    for (const { name, values } of columns) {
      const column = found[name] ?? [];
      for (const value of values) column.push(value as JS);
      found[name] = column;
    }
  return found as unknown as Columns;
}
