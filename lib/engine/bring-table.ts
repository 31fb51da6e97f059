import type { LongOperation } from '../progress/long-operation.js';
import { copiedType } from './copy-table.js';
import type { SqlParameter } from './query.js';
import type { Records } from './records.js';
import { tableOfBatches } from './table-of-batches.js';
import { watchRecords } from './watch-records.js';

/**
 * Makes a temporary table in the DuckDB of this process of what records answer to a SELECT, wherever they stand. What
 * comes from elsewhere goes through bounded memory, batch by batch, and without an object a row.
 *
 * @param records with the DuckDB that takes the table also where they stay elsewhere
 * @param table its name; what had it is replaced
 * @param select what both DuckDB and Trino understand
 * @throws when a column is of a type that is not brought; the signal's reason when it was stopped
 *
 * @example
 * await bringTable(traffic, 'busy', 'select src_ip, count(*) as n from traffic group by src_ip');
 */
export async function bringTable(
  records: Records,
  table: string,
  select: string,
  parameters: Readonly<Record<string, SqlParameter>> = {},
  operation: Pick<LongOperation, 'signal'> = {},
): Promise<void> {
  const { connection, remote } = records;
  await watchRecords(records, 'reading records', operation, async () => {
    if (!remote) {
      await connection.run(`create or replace temp table ${table} as ${select}`, { ...parameters });
      return;
    }
    await tableOfBatches(connection, table, remote.stream(select, parameters), copiedType);
  });
}
