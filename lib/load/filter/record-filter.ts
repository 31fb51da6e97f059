import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../../engine/query.js';
import { inputError } from '../../text/input-error.js';
import { utc } from '../../text/utc.js';
import { visible } from '../../text/visible.js';
import type { Account } from '../account.js';
import type { OpenOptions } from '../open-options.js';
import { type FilterCondition, filterCondition } from './filter-condition.js';
import { filterTime } from './filter-time.js';

/** Options that choose which records are opened; the others stay in the file and are counted. */
export type FilterOptions = Pick<OpenOptions, 'where' | 'from' | 'to'>;

/** Records from the one time on, and before the other. */
export interface Period {
  readonly from?: Date;
  readonly to?: Date;
}

/** A filter that was read: as SQL, and in words. */
export interface RecordFilter {
  readonly sql: string;
  /** The part of it that is of time, as SQL. */
  readonly times: string;
  readonly period: Period;
  /** One phrase a filter; `written` writes each value, which may be masked. */
  readonly words: (written?: (value: string) => string) => readonly string[];
}

/**
 * Reads what records are to be opened; undefined where all are.
 *
 * @throws an InputError where a filter names no column, or a value or a time cannot be read
 *
 * @example
 * recordFilter({ where: ['country=DE,US'], from: '2024-04-25' })?.words(); // ['country is DE or US', 'from 2024-04-25 …']
 */
export function recordFilter(options: FilterOptions): RecordFilter | undefined {
  const given = options.where ?? process.env.TRAFFIC_FILTER?.split('\n') ?? [];
  const where = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(where))
    throw inputError("where must be a list of filters such as ['country=DE,US', 'port=443'].");
  const conditions = where.filter((text) => text.trim() !== '').map(filterCondition);
  const start = options.from ?? process.env.TRAFFIC_FROM;
  const end = options.to ?? process.env.TRAFFIC_TO;
  const from = start ? filterTime(start, 'from') : undefined;
  const to = end ? filterTime(end, 'to') : undefined;
  if (from && to && from >= to)
    throw inputError(`--from ${utc(from)} is not before --to ${utc(to)}: no time is left.`);
  const timestamp = (time: Date) => `make_timestamp(${BigInt(time.getTime()) * 1000n})`;
  const times = [
    ...(from ? [`creation_time >= ${timestamp(from)}`] : []),
    ...(to ? [`creation_time < ${timestamp(to)}`] : []),
  ];
  const parts = [...conditions.map(({ sql }) => sql), ...times];
  if (parts.length === 0) return undefined;
  const words: RecordFilter['words'] = (written = (value) => value) => [
    ...conditions.map((condition) => phrase(condition, written)),
    ...(from ? [`from ${utc(from)} UTC`] : []),
    ...(to ? [`before ${utc(to)} UTC`] : []),
  ];
  return {
    sql: parts.join(' and '),
    times: times.join(' and ') || 'true',
    period: { ...(from && { from }), ...(to && { to }) },
    words,
  };
}

function phrase({ name, not, values }: FilterCondition, written: (value: string) => string): string {
  const each = values.map((value) => visible(written(value), 80));
  return `${name} is ${not ? (each.length > 1 ? 'none of ' : 'not ') : ''}${each.join(not ? ', ' : ' or ')}`;
}

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
