import { count } from '../../text/count.js';
import { inputError } from '../../text/input-error.js';
import type { InputFile } from '../input-file.js';
import { fetched } from './fetched.js';
import type { SourceTask } from './source-task.js';
import { fetchTrino } from './trino-fetch.js';
import { inWords, trinoTable } from './trino-table.js';

/** To be raised whenever the same table would be fetched differently. */
const FETCH_VERSION = 1;

/**
 * Brings the records of a table or view in Trino to this machine, as one Parquet file in the cache, so that every notebook,
 * model and report works on them as on any file, with the same numbers. A table that is too large for that is asked where it
 * is (`?fetch=false`, see `trinoTraffic`).
 *
 * Where `creation_time` is a timestamp there, only records of the period are counted and fetched. What was fetched is
 * used again while the table has the same columns, as many records of the period and the same creation times; of a table
 * whose other values were changed in place another `?version=` (any text) fetches again.
 *
 * Records come in the order of their `row_id` where the table has it, else of `creation_time`, and then of all other
 * columns: Trino itself gives them in another order each time.
 *
 * @param address `trino://user@host:port/catalog/schema/table`; see `trinoAddress`
 * @throws an InputError when it cannot be reached, lacks a required column, holds no records of the period, or more than
 *   `?most` (20 million when left out)
 */
export async function trinoFiles(address: URL, task: SourceTask): Promise<readonly InputFile[]> {
  const found = await trinoTable(address, task);
  const { trino, most, given, columns, where, records, checksum, filter } = found;
  if (records > most)
    throw inputError(
      `${given}: has ${count(records, 'record')}${inWords(task.period)}, and at most ${most.toLocaleString('en-US')} are fetched: narrow the time with --from and --to, raise the limit with ?most=${records}, take the records of some of its sources with ?sources=0.01, or have Trino itself asked with ?fetch=false.`,
    );
  const from = `${found.from} where ${where.sql}`;
  const key = ['trino', FETCH_VERSION, address.href, task.period, columns, records, checksum];
  const file = await fetched(key, (target) =>
    fetchTrino({ trino, from, values: where.values, columns, records }, target, task),
  );
  return [{ given, path: file, ...(filter && { filter }) }];
}
