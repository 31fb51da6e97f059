import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { featureSql } from './feature-sql.js';
import type { Frequency } from './fitted-features.js';

/**
 * Counts how many records have each port, country, network owner, protocol and response.
 *
 * @param owners the table that `networkOwners` makes
 */
export async function learnFrequencies(
  connection: DuckDBConnection,
  owners: string,
): Promise<readonly Frequency[]> {
  const rows = await query<{ column_name: string; value: string; n: number }>(
    connection,
    featureSql('features-frequencies', owners),
  );
  return rows.map(({ column_name, value, n }) => ({ column: column_name, value, n }));
}

/** The values of a column in the order of their codes: most frequent first, `''` for an absent value. */
export function categoryNames(frequencies: readonly Frequency[], column: string): readonly string[] {
  return frequencies.filter((frequency) => frequency.column === column).map((frequency) => frequency.value);
}

/** Frequencies as the lists that `lib/sql/features.sql` binds, so that no record's text enters the SQL. */
export function frequencyLists(frequencies: readonly Frequency[]) {
  const next = new Map<string, number>();
  const codes = frequencies.map(({ column }) => {
    const code = next.get(column) ?? 0;
    next.set(column, code + 1);
    return code;
  });
  return {
    columns: listValue(frequencies.map((frequency) => frequency.column)),
    values: listValue(frequencies.map((frequency) => frequency.value)),
    codes: listValue(codes),
    counts: listValue(frequencies.map((frequency) => frequency.n)),
  };
}
