import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../../engine/query.js';
import { inputError } from '../../text/input-error.js';
import type { Account } from '../account.js';

/**
 * Accounts of files of which a filter left records out: those that are left in `traffic`, and how many are not.
 *
 * @param words what the filter is, for the error
 * @throws an InputError when no record passes
 */
export async function leftOut(
  connection: DuckDBConnection,
  accounts: readonly Account[],
  words: readonly string[],
): Promise<readonly Account[]> {
  let all = 0;
  const counts = accounts.map(({ records }, i) => {
    const rows = `row_id between ${all + 1} and ${all + records}`;
    all += records;
    return `cast(count(*) filter (where ${rows}) as integer) as file_${i}`;
  });
  const [kept] = await query<Record<string, number>>(connection, `select ${counts.join(', ')} from traffic`);
  const narrowed = accounts.map((account, i) => {
    const records = kept![`file_${i}`]!;
    return { ...account, records, leftOut: account.records - records };
  });
  if (narrowed.every(({ records }) => records === 0) && all > 0)
    throw inputError(
      `Of ${all.toLocaleString('en-US')} record${all === 1 ? '' : 's'} none passes the filter (${words.join('; ')}); widen it.`,
    );
  return narrowed;
}
