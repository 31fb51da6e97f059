import { listValue } from '@duckdb/node-api';
import { ask } from '../engine/ask.js';
import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { query } from '../engine/query.js';
import type { Records } from '../engine/records.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Frequency } from './fitted-features.js';
import { sourcesOf } from './owners-table.js';

/** Owners are known in this process only. */
const NOBODY = 'select cast(null as varchar) as src_ip, cast(null as varchar) as owner where false';

/**
 * Counts how many records have each port, country, network owner, protocol and response.
 *
 * @param owners the table that `ownersTable` makes
 */
export async function learnFrequencies(records: Records, owners: string): Promise<readonly Frequency[]> {
  type Row = { readonly column_name: string; readonly value: string; readonly n: number };
  const { connection, remote } = records;
  const sql = sqlFile('features-frequencies');
  const rows = await ask<Row>(
    records,
    remote
      ? composeSql(sql, { network_owners: NOBODY })
      : composeSql(sql, { network_owners: `select * from ${owners}` }, DUCKDB),
  );
  const frequencies = (of: readonly Row[]) =>
    of.map(({ column_name, value, n }) => ({ column: column_name, value, n }));
  if (!remote) return frequencies(rows);
  const owned = await query<Row>(
    connection,
    `select 'owner' as column_name, coalesce(owner, '') as value, cast(sum(n) as integer) as n
     from ${sourcesOf(owners)} left join ${owners} using (src_ip) group by 2 order by n desc, value`,
  );
  return frequencies([
    ...rows.filter(({ column_name }) => column_name < 'owner'),
    ...owned,
    ...rows.filter(({ column_name }) => column_name > 'owner'),
  ]);
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
