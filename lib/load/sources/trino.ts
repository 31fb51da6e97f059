import { collectBatches, withoutRows } from '../../engine/column-batch.js';
import { streamTrino } from '../../engine/trino/stream-trino.js';
import type { InputFile } from '../input-file.js';
import { type FirstRow, type TableSource, tableFiles } from './remote-table.js';
import type { SourceTask } from './source-task.js';
import { type TrinoAddress, trinoAddress } from './trino-address.js';
import { fetchTrino } from './trino-fetch.js';

/**
 * Brings the records of a table or view in Trino to this machine, as `tableFiles` says; of a table
 * whose other values were changed in place another `?version=` (any text) fetches again. A table that is too large for that is asked
 * where it is (`?fetch=false`, see `trinoTraffic`).
 *
 * Records come in the order of their `row_id` where the table has it, else of `creation_time`, and then of all other
 * columns: Trino itself gives them in another order each time.
 *
 * @param address `trino://user@host:port/catalog/schema/table`; see `trinoAddress`
 * @throws as `tableFiles` does, with a limit of 20 million records unless `?limit` says otherwise
 */
export const trinoFiles = (address: URL, task: SourceTask): Promise<readonly InputFile[]> =>
  tableFiles(trinoSource(address), address, task);

/** A table in Trino, and what its address says. */
export function trinoSource(address: URL): TableSource & TrinoAddress {
  const parsed = trinoAddress(address);
  const { trino } = parsed;
  return {
    ...parsed,
    displayName: `trino://${address.host}${address.pathname}`,
    alternative: 'have Trino itself asked with ?fetch=false',
    describe: async (sql, signal) =>
      (await collectBatches(streamTrino(trino, withoutRows(sql), {}, { signal }))).columns,
    firstRow: async (sql, values, signal) =>
      (await collectBatches(streamTrino(trino, sql, values, { signal }))).rows[0] as FirstRow | undefined,
    download: (wanted, target, task) => fetchTrino(trino, wanted, target, task),
  };
}
