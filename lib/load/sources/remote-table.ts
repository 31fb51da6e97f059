import type { ResultColumn } from '../../engine/sql-result.js';
import { formatCount } from '../../text/format-count.js';
import { inputError } from '../../text/input-error.js';
import { utc } from '../../text/utc.js';
import type { Period } from '../filter/record-filter.js';
import type { InputFile } from '../input-file.js';
import { sampleClients } from './drawn-sources.js';
import { cachedFile } from './fetched.js';
import type { SourceTask } from './source-task.js';
import { type WantedColumn, wantedColumns } from './wanted-columns.js';

/** To be raised whenever the same table would be fetched differently. */
const FETCH_VERSION = 1;

/** A table or view in an engine elsewhere, and how that engine is asked. */
export interface TableSource {
  /** Its address as people know it, without user and settings. */
  readonly displayName: string;
  /** The table's full name, quoted for SQL. */
  readonly table: string;
  /** Records beyond which nothing is fetched. */
  readonly limit: number;
  /** Part of the sources whose records are wanted, as it is written; all of them when left out. */
  readonly sources?: string;
  /** How else more records can be asked, after "or". */
  readonly alternative: string;
  /** The columns that a SELECT gives, with the types as Trino names them. */
  describe(sql: string, signal: AbortSignal | undefined): Promise<readonly ResultColumn[]>;
  /** The first row of the answer to a SELECT. */
  firstRow(
    sql: string,
    values: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<FirstRow | undefined>;
  /** Writes the records as sorted Parquet. */
  download(wanted: WantedRecords, target: string, task: SourceTask): Promise<void>;
}

/** One row of a result, by column. */
export type FirstRow = Readonly<Record<string, unknown>>;

/** Which records are fetched. */
export interface WantedRecords {
  /** What follows `from` in SQL, with a condition. */
  readonly from: string;
  readonly values: Readonly<Record<string, string>>;
  readonly columns: readonly WantedColumn[];
  /** How many there are, for the progress. */
  readonly records: number;
}

/** A table or view, as far as it is known without fetching any record. */
export interface RemoteTable {
  readonly columns: readonly WantedColumn[];
  /** What follows `from` in SQL: the table, or the records of some of its sources. */
  readonly from: string;
  /** Which sources these are, a phrase, when they are not all. */
  readonly filter?: string;
  /** The period as a condition, and its values. */
  readonly where: ReturnType<typeof tablePeriod>;
  /** Records of the period. */
  readonly records: number;
  /** Changes with the creation times. */
  readonly checksum: string | null;
}

/**
 * Asks what columns a table has and how many records of the period; nothing is fetched.
 *
 * @throws an InputError when it cannot be reached, lacks a required column, or holds no records of the period
 */
export async function remoteTable(source: TableSource, { signal, period }: SourceTask): Promise<RemoteTable> {
  const { displayName: given, table, sources } = source;
  const described = await source.describe(`select * from ${table}`, signal).catch((error: Error) => {
    // Where in the SQL helps nobody who wrote none.
    if (error.name !== 'SqlError') throw error;
    throw inputError(`${given}: ${error.message.replace(/^SQL.*?: /, '').replace(/\n[\s\S]*/, '')}`);
  });
  const columns = wantedColumns(described, given);
  const times = columns.find(({ name }) => name === 'creation_time')!;
  const where = tablePeriod(times, period);
  const sample = sampleClients(table, columns, sources, given);
  const counted = await source.firstRow(
    `select count(*) as records, to_hex(checksum(${times.quoted})) as times from ${sample.from} where ${where.sql}`,
    where.values,
    signal,
  );
  const records = Number(counted?.records ?? 0);
  if (records === 0) throw inputError(`${given}: holds no records${inWords(period)}.`);
  return { ...sample, columns, where, records, checksum: (counted?.times as string | null) ?? null };
}

/**
 * Brings the records of a table to this machine, as one Parquet file in the cache, so that every notebook,
 * model and report works on them as on any file, with the same numbers.
 *
 * Where `creation_time` is a timestamp there, only records of the period are counted and fetched. What was fetched is
 * used again while the table has the same columns, as many records of the period and the same creation times.
 *
 * @param address for the cache: what else it says, such as `?version=`, fetches again
 * @throws an InputError when it cannot be reached, lacks a required column, holds no records of the period, or more than `limit`
 */
export async function tableFiles(
  source: TableSource,
  address: URL,
  task: SourceTask,
): Promise<readonly InputFile[]> {
  const { displayName: given, limit } = source;
  const { columns, from, filter, where, records, checksum } = await remoteTable(source, task);
  if (records > limit)
    throw inputError(
      `${given}: has ${formatCount(records, 'record')}${inWords(task.period)}, and at most ${limit.toLocaleString('en-US')} are fetched: narrow the time with --from and --to, raise the limit with ?limit=${records}, take the records of some of its sources with ?sources=0.01, or ${source.alternative}.`,
    );
  const key = [
    address.protocol.slice(0, -1),
    FETCH_VERSION,
    address.href,
    task.period,
    columns.map(({ stored, ...column }) => ({ ...column, trino: stored })),
    records,
    checksum,
  ];
  const file = await cachedFile(key, (target) =>
    source.download(
      { from: `${from} where ${where.sql}`, values: where.values, columns, records },
      target,
      task,
    ),
  );
  return [{ displayName: given, path: file, ...(filter && { filter }) }];
}

/** What follows the number of its records. */
const inWords = ({ from, to }: Period) =>
  `${from ? ` from ${utc(from)} UTC` : ''}${to ? ` before ${utc(to)} UTC` : ''}`;

/**
 * Writes a period as a condition that the engine carries to where the records lie. Without a timestamp to compare, as of times
 * that are texts there, it is true: the records of other times are left out after they were fetched.
 */
export function tablePeriod(
  { quoted, stored }: WantedColumn,
  { from, to }: Period,
): { readonly sql: string; readonly values: Readonly<Record<string, string>> } {
  if (!stored.startsWith('timestamp') || (!from && !to)) return { sql: 'true', values: {} };
  // A constant of the finest type that fits: the engine then compares the column as it is stored.
  const zoned = stored.endsWith('with time zone');
  const type = zoned ? 'timestamp(6) with time zone' : 'timestamp(6)';
  const written = (time: Date) =>
    `${time.toISOString().slice(0, -1).replace('T', ' ')}${zoned ? ' UTC' : ''}`;
  return {
    sql: [
      ...(from ? [`${quoted} >= cast($from as ${type})`] : []),
      ...(to ? [`${quoted} < cast($to as ${type})`] : []),
    ].join(' and '),
    values: { ...(from && { from: written(from) }), ...(to && { to: written(to) }) },
  };
}
