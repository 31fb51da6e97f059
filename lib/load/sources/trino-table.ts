import { describeTrino } from '../../engine/trino/describe-trino.js';
import { queryTrino } from '../../engine/trino/query-trino.js';
import { inputError } from '../../text/input-error.js';
import { utc } from '../../text/utc.js';
import type { Period } from '../filter/record-filter.js';
import { drawnSources } from './drawn-sources.js';
import type { SourceTask } from './source-task.js';
import { type TrinoAddress, trinoAddress } from './trino-address.js';
import { trinoColumns, type WantedColumn } from './trino-columns.js';
import { trinoPeriod } from './trino-period.js';

/** A table or view with records in Trino, as far as it is known without fetching any. */
export interface TrinoTable extends TrinoAddress {
  /** Its address as people know it, without user and settings. */
  readonly given: string;
  readonly columns: readonly WantedColumn[];
  /** What follows `from` in SQL: the table, or the records of some of its sources. */
  readonly from: string;
  /** Which sources these are, a phrase, when they are not all. */
  readonly filter?: string;
  /** The period as a condition, and its values. */
  readonly where: ReturnType<typeof trinoPeriod>;
  /** Records of the period. */
  readonly records: number;
  /** Changes with the creation times. */
  readonly checksum: string | null;
}

/**
 * Asks Trino what columns a table has and how many records of the period; nothing is fetched.
 *
 * @throws an InputError when it cannot be reached, lacks a required column, or holds no records of the period
 */
export async function trinoTable(address: URL, { signal, period }: SourceTask): Promise<TrinoTable> {
  const found = trinoAddress(address);
  const { trino, table, sources } = found;
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
  const drawn = drawnSources(table, columns, sources, given);
  const [counted] = await queryTrino<{ records: bigint; times: string | null }>(
    trino,
    `select count(*) as records, to_hex(checksum(${times.quoted})) as times from ${drawn.from} where ${where.sql}`,
    where.values,
    { signal },
  );
  const records = Number(counted?.records ?? 0);
  if (records === 0) throw inputError(`${given}: holds no records${inWords(period)}.`);
  return { ...found, ...drawn, given, columns, where, records, checksum: counted?.times ?? null };
}

/** What follows the number of its records. */
export const inWords = ({ from, to }: Period) =>
  `${from ? ` from ${utc(from)} UTC` : ''}${to ? ` before ${utc(to)} UTC` : ''}`;
