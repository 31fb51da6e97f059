import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import type { RawSource } from './raw-source.js';
import { recordRows } from './record-rows.js';

/** A reject as an example in a sentence. */
export interface Reject {
  readonly line: number;
  readonly column_name: string | null;
  readonly value: string | null;
  readonly reason: string;
}

/** SQL for the rows that the reader refused: their row in the file, what they hold, and why, in plain words. */
const malformedSql = (
  cells: number | null,
) => `select cast(line as integer) as row, null::varchar as column_name,
    left(without_credentials(first(trim(csv_line, chr(10) || chr(13)))), 100) as value,
    first(case
      when error_type in ('MISSING COLUMNS', 'TOO MANY COLUMNS') then 'has ' || coalesce(
        nullif(regexp_extract(error_message, 'Found: ([0-9]+)', 1), ''), 'another number of') || ' cells, ${cells ?? 1} were expected'
      when error_type = 'UNQUOTED VALUE' then 'has a quote that is not closed as it should be' ||
        case when contains(trim(csv_line, chr(10)), chr(10)) then ', so that '
          || length(trim(csv_line, chr(10))) - length(replace(trim(csv_line, chr(10)), chr(10), '')) || ' lines after it were taken as part of it' else '' end
      when error_type = 'INVALID ENCODING' then 'is not UTF-8'
      when error_type = 'LINE SIZE OVER MAXIMUM' then 'is longer than 2 MiB'
      else lower(error_type) end order by column_idx) as reason
  from csv_errors group by line order by line`;

/**
 * Writes the rejects of both kinds: rows the reader refused (they know their row in the file) and rows that
 * the validation refused (they know their place among the rows the reader took).
 *
 * @param validated SELECT of the validated rows with `place`
 * @param target path of the Parquet file
 * @returns how many rejects there are, and how many blank rows a walk through the text found
 */
export async function writeRejects(
  connection: DuckDBConnection,
  source: RawSource,
  validated: string,
  target: string,
  countBlanks: boolean,
): Promise<{ readonly rejected: number; readonly blank: number }> {
  if (source.numbered) return writeNumberedRejects(connection, source, validated, target);
  await connection.run(`create or replace temp table malformed as ${malformedSql(source.cells)};
    create or replace temp table invalid as select cast(place as integer) as place, reject_column as column_name,
      left(without_credentials(reject_value), 100) as value, reject_reason as reason from (${validated}) where reject_reason is not null order by place`);
  const malformed = await integers(connection, 'select "row" from malformed order by "row"');
  const places = await integers(connection, 'select place from invalid order by place');
  await connection.run('create or replace temp table found (kind integer, id integer, line integer)');
  const wanted = { skip: source.skip, delimiter: source.delimiter, malformed, places };
  const rows =
    source.text !== null && (countBlanks || malformed.length + places.length > 0)
      ? await recordRows(source.text, wanted)
      : null;
  const appender = await connection.createAppender('found');
  const append = (kind: number, ids: readonly number[], lines: Int32Array | null) => {
    for (const [i, id] of ids.entries()) {
      appender.appendInteger(kind);
      appender.appendInteger(id);
      const line = lines?.[i] ?? id + 1;
      appender.appendInteger(source.origin?.[line - 1] ?? line);
      appender.endRow();
    }
  };
  append(0, malformed, rows?.malformed ?? null);
  append(1, places, rows?.places ?? null);
  appender.closeSync();
  await connection.run(`copy (
      select line, column_name, value, reason from malformed join found on kind = 0 and id = "row"
      union all select line, column_name, value, reason from invalid join found on kind = 1 and id = place
      order by line) to ${quoteLiteral(target)} (format parquet);
    drop table malformed; drop table invalid; drop table found`);
  return { rejected: malformed.length + places.length, blank: rows?.blank ?? 0 };
}

/** Rejects of rows that know their lines. The engine is given no row that it refuses; one that it did would not be lost. */
async function writeNumberedRejects(
  connection: DuckDBConnection,
  source: RawSource,
  validated: string,
  target: string,
) {
  await connection.run(`copy (
      select line, null::varchar as column_name, left(without_credentials(value), 100) as value, reason from damaged_rows
      union all select coalesce(try_cast(regexp_extract(value, '^[0-9]+') as integer), "row"), column_name, value, reason
        from (${malformedSql(source.cells)})
      union all select line_number, reject_column, left(without_credentials(reject_value), 100), reject_reason from (${validated}) where reject_reason is not null
      order by line) to ${quoteLiteral(target)} (format parquet);
    drop table damaged_rows`);
  const [rejected = 0] = await integers(
    connection,
    `select cast(count(*) as integer) from read_parquet(${quotePath(target)})`,
  );
  return { rejected, blank: 0 };
}

async function integers(connection: DuckDBConnection, sql: string): Promise<readonly number[]> {
  const reader = await connection.runAndReadAll(sql);
  return (reader.getColumnsJS()[0] ?? []) as number[];
}
