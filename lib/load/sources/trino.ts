import { describeTrino } from '../../engine/trino/describe-trino.js';
import { queryTrino } from '../../engine/trino/query-trino.js';
import { count } from '../../text/count.js';
import { utc } from '../../text/utc.js';
import type { Period } from '../filter/record-filter.js';
import { inputError } from '../input-error.js';
import type { InputFile } from '../input-file.js';
import { fetched } from './fetched.js';
import type { SourceTask } from './source-task.js';
import { trinoAddress } from './trino-address.js';
import { trinoColumns } from './trino-columns.js';
import { fetchTrino } from './trino-fetch.js';
import { trinoPeriod } from './trino-period.js';

/** To be raised whenever the same table would be fetched differently. */
const FETCH_VERSION = 1;

/**
 * Brings the records of a table or view in Trino to this machine, as one Parquet file in the cache, so that every notebook,
 * model and report works on them as on any file, with the same numbers. What is asked of all records of a table that is
 * too large for that is asked of Trino itself, by `queryTrino` with the same SQL.
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
  const { signal, period } = task;
  const { trino, table, most } = trinoAddress(address);
  const given = `trino://${address.host}${address.pathname}`;
  const described = await describeTrino(trino, `select * from ${table}`, {}, { signal }).catch(
    (error: Error) => {
      // Where in the SQL helps nobody who wrote none.
      if (error.name !== 'SqlError') throw error;
      throw inputError(`${given}: ${error.message.replace(/^SQL.*?: /, '').replace(/\n[\s\S]*/, '')}`);
    },
  );
  const columns = trinoColumns(described, given);
  const times = columns.find(({ name }) => name === 'creation_time')!;
  const where = trinoPeriod(times, period);
  const [found] = await queryTrino<{ records: bigint; times: string | null }>(
    trino,
    `select count(*) as records, to_hex(checksum(${times.quoted})) as times from ${table} where ${where.sql}`,
    where.values,
    { signal },
  );
  const records = Number(found?.records ?? 0);
  if (records === 0) throw inputError(`${given}: holds no records${inWords(period)}.`);
  if (records > most)
    throw inputError(
      `${given}: has ${count(records, 'record')}${inWords(period)}, and at most ${most.toLocaleString('en-US')} are fetched: narrow the time with --from and --to, raise the limit with ?most=${records}, or ask Trino itself with queryTrino.`,
    );
  const from = `${table} where ${where.sql}`;
  const key = ['trino', FETCH_VERSION, address.href, period, columns, records, found?.times];
  const file = await fetched(key, (target) =>
    fetchTrino({ trino, from, values: where.values, columns, records }, target, task),
  );
  return [{ given, path: file }];
}

const inWords = ({ from, to }: Period) =>
  `${from ? ` from ${utc(from)} UTC` : ''}${to ? ` before ${utc(to)} UTC` : ''}`;
