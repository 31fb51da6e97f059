import { inputError } from '../../text/input-error.js';
import { utc } from '../../text/utc.js';
import { visible } from '../../text/visible.js';
import { type FilterCondition, filterCondition } from './filter-condition.js';
import { filterTime } from './filter-time.js';

/** Which records are opened; the others stay in the file and are counted. */
export interface FilterOptions {
  /**
   * Filters such as `country=DE,US`, `port=443,8000-8999`, `source=198.51.100.0/24` or `status!=200`; a record has to pass
   * all. Lines of the environment variable TRAFFIC_FILTER when left out.
   */
  readonly where?: readonly string[];
  /** Records from this time on, ISO 8601 in UTC; TRAFFIC_FROM when left out. */
  readonly from?: string;
  /** Records before this time; of a day without an hour, to its end. TRAFFIC_TO when left out. */
  readonly to?: string;
}

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
  const where = options.where ?? process.env.TRAFFIC_FILTER?.split('\n') ?? [];
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
