import { quoteLiteral } from '../../engine/sql-text.js';
import { withLiterals } from '../../engine/trino/bind-parameters.js';
import { trinoEngine } from '../../engine/trino/trino-engine.js';
import { allColumns, type ColumnType } from '../../schema/columns.js';
import { inputError } from '../../text/input-error.js';
import type { RecordFilter } from '../filter/record-filter.js';
import { LABEL_COLUMNS } from '../raw-source.js';
import type { Traffic } from '../traffic.js';
import { remoteTable } from './remote-table.js';
import type { SourceTask } from './source-task.js';
import { trinoSource } from './trino.js';
import { ORDER, type WantedColumn } from './wanted-columns.js';

/** Nothing is rejected of what stays there. */
const REJECTS = `select cast(null as varchar) as file, cast(null as bigint) as line, cast(null as varchar) as column_name,
  cast(null as varchar) as value, cast(null as varchar) as reason where false`;
/** 2^31, the first integer that is no INTEGER. */
const INTEGERS = 2 ** 31;

/**
 * Opens the records of a table or view in Trino where they are: every question of `lib/sql`, and what `sqlFor` is asked, is
 * answered there, and only answers come here; `trainOnSample` and `scoreRecords` bring one slice of the records after the other.
 * What needs them as a whole (filters of a report, `scored.csv`) says that it does.
 *
 * The records are taken as they stand there: nothing is rejected, and addresses and countries are not brought into one form,
 * which loading a file does. A table without `row_id` gets a hash of the record in its place, so records that agree in all
 * columns share one.
 *
 * @param address with `?fetch=false`; see `trinoAddress`
 * @throws an InputError as `remoteTable` does, and when a filter other than the time is in force, or times that
 *   are texts there are to be compared
 *
 * @example
 * const traffic = await openTraffic('trino://trino.example.org:8443/hive/logs/traffic?fetch=false');
 * show(countryMap(await trafficByCountry(traffic)));
 */
export async function trinoTraffic(
  address: URL,
  task: SourceTask,
  filter: RecordFilter | undefined,
): Promise<Traffic> {
  const source = trinoSource(address);
  const { displayName: given, trino, scratch } = source;
  const table = await remoteTable(source, task);
  const { columns, from, where, records } = table;
  if (filter && filter.sql !== filter.times)
    throw inputError(
      `${given}: its records stay there, where only --from and --to are filters; make a view that has the others.`,
    );
  if (filter && where.sql === 'true')
    throw inputError(
      `${given}: its creation_time is no timestamp there, which --from and --to need; make a view that casts it.`,
    );
  // Constants that this program wrote: parameters would have to go with every question.
  const period = withLiterals(where.sql, where.values);
  const rows = `from ${from} where ${period}`;
  const own = columns.find(({ name }) => name === ORDER);
  const id = rowId(columns, own);
  const times = columns.find(({ name }) => name === 'creation_time')!;
  const selected = `${id} as row_id, ${allColumns.map(({ name, type }) => `${typed(columns, name, type)} as ${name}`).join(', ')}`;
  const views = {
    traffic: `select ${selected} ${rows}`,
    // Where creation_time is made of it, Trino reads all of it whatever part is asked for.
    ...(times.stored.endsWith('with time zone') && {
      stored_traffic: `select ${selected}, ${times.quoted} as stored_time ${rows}`,
    }),
    capture_times: 'select creation_time, end_time from traffic',
    labels: labels(columns, id, rows),
    rejects: REJECTS,
    ...(own && { row_numbers: `select cast(${own.value} as bigint) as number ${rows}` }),
  };
  const engine = trinoEngine({ trino, views, ...(scratch && { scratch }) });
  const account = {
    file: given,
    format: engine.name,
    units: records,
    records,
    rejects: 0,
    mergedHalves: 0,
    skipped: {},
    unknownCountries: 0,
  };
  const words = [...(table.filter ? [table.filter] : []), ...(filter?.words() ?? [])];
  return {
    engine,
    files: [],
    records,
    rejected: 0,
    accounts: [account],
    ...(words.length > 0 && { filter: words }),
    limits: [
      `The records stay in ${engine.name} and are taken as they stand there: none was rejected, and addresses and countries were not brought into one form.`,
    ],
  };
}

/** As the loader types it; a value that is no such thing is absent. */
function typed(columns: readonly WantedColumn[], name: string, type: ColumnType): string {
  const column = columns.find((one) => one.name === name);
  const sql = type === 'TIMESTAMP' ? 'timestamp(6)' : type.toLowerCase();
  if (column === undefined) return `cast(null as ${sql})`;
  const { value, text, type: stored } = column;
  if (type === 'VARCHAR') return text;
  // The text of a time is written with a T by some, and with a zone.
  if (type === 'TIMESTAMP' && stored === 'VARCHAR')
    return `cast(try(from_iso8601_timestamp_nanos(replace(${text}, ' ', 'T'))) at time zone 'UTC' as timestamp(6))`;
  // Not by way of its text, which takes longer, and of which Trino does not know which parts of files have such times.
  if (stored === 'TIMESTAMP' && type === 'TIMESTAMP') return value;
  if (type === 'TIMESTAMP') return `cast(${text} as timestamp(6))`;
  return stored === 'BIGINT' ? `cast(${value} as ${sql})` : `try_cast(${text} as ${sql})`;
}

/** A number that ties are ordered and samples drawn by. */
function rowId(columns: readonly WantedColumn[], own: WantedColumn | undefined): string {
  if (own) return `cast(cast(${own.value} as bigint) % ${INTEGERS} as integer)`;
  const texts = columns.map(({ text }) => `coalesce(${text}, '')`).join(` || '|' || `);
  return `cast(bitwise_and(from_big_endian_64(xxhash64(to_utf8(${texts}))), ${INTEGERS - 1}) as integer)`;
}

function labels(columns: readonly WantedColumn[], id: string, rows: string): string {
  const column = LABEL_COLUMNS.map((name) => columns.find((one) => one.name === name)).find(Boolean);
  const label = column ? column.text : 'cast(null as varchar)';
  return `select ${id} as row_id, ${label} as label, ${column ? quoteLiteral(column.name) : 'cast(null as varchar)'} as label_column ${rows} and ${label} is not null`;
}
