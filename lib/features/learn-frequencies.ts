import { listValue } from '@duckdb/node-api';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { FeatureSource } from './feature-source.js';
import type { Frequency } from './fitted-features.js';
import { clientsOf } from './owners-table.js';

/** A remote engine has no table of network owners. */
const NO_OWNERS = 'select cast(null as varchar) as src_ip, cast(null as varchar) as owner where false';

/**
 * Counts how many records have each port, country, network owner, protocol and response.
 *
 * @param owners the table that `ownersTable` makes
 */
export async function learnFrequencies(
  { engine, local }: FeatureSource,
  owners: string,
): Promise<readonly Frequency[]> {
  type Row = { readonly column_name: string; readonly value: string; readonly n: number };
  const relations = { network_owners: NO_OWNERS };
  const rows = await engine.query<Row>(readSqlFile('features-frequencies'), {}, { relations });
  const owned = await local.query<Row>(
    `select 'owner' as column_name, coalesce(owner, '') as value, cast(sum(n) as integer) as n
     from ${clientsOf(owners)} left join ${owners} using (src_ip) group by 2 order by n desc, value`,
  );
  return [
    ...rows.filter(({ column_name }) => column_name < 'owner'),
    ...owned,
    ...rows.filter(({ column_name }) => column_name > 'owner'),
  ].map(({ column_name, value, n }) => ({ column: column_name, value, n }));
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
