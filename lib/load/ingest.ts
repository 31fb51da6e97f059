import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import type { RawSource } from './csv.js';
import { csvLines } from './csv-lines.js';
import { quoteLiteral } from './sql-text.js';
import { validatingSql } from './validate.js';

/** What one file became: Parquet files that later queries read instead of the source. */
export interface Ingested {
  readonly records: string;
  readonly rejects: string;
}

/**
 * Reads a source once, validates every row and writes typed records and rejects as Parquet into `directory`.
 * The work is done beside it and renamed, so a broken-off load leaves nothing that a later one could mistake.
 */
export async function ingest(
  connection: DuckDBConnection,
  source: RawSource,
  directory: string,
): Promise<Ingested> {
  const partial = `${directory}.${randomUUID()}.partial`;
  await mkdir(partial, { recursive: true });
  try {
    const records = quoteLiteral(path.join(partial, 'records.parquet'));
    await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
    await connection.run(
      `copy (${validatingSql(source.sql)}) to ${records} (format parquet, compression zstd)`,
    );
    await writeRejects(connection, source, records, quoteLiteral(path.join(partial, 'rejects.parquet')));
    await rename(partial, directory).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return ingested(directory);
}

/** Where `ingest` puts its files. */
export const ingested = (directory: string): Ingested => ({
  records: path.join(directory, 'records.parquet'),
  rejects: path.join(directory, 'rejects.parquet'),
});

/**
 * Collects the rejects of both kinds: rows the CSV reader refused (they know their row in the file) and rows that
 * the validation refused (they know their place among the rows the reader took).
 */
async function writeRejects(
  connection: DuckDBConnection,
  source: RawSource,
  records: string,
  target: string,
) {
  const malformed = await query<{ row: number; column: string | null; value: string; reason: string }>(
    connection,
    `select cast(line as integer) as row, cast(null as varchar) as column,
       left(trim(csv_line, chr(10) || chr(13)), 100) as value,
       first(case
         when error_type in ('MISSING COLUMNS', 'TOO MANY COLUMNS') then 'has ' || coalesce(
           regexp_extract(error_message, 'Found: ([0-9]+)', 1), 'another number of') || ' cells, ${source.header.cells.length} were expected'
         when error_type = 'UNQUOTED VALUE' then 'has a quote that is not closed'
         else lower(error_type) || ': ' || error_message end order by column_idx) as reason
     from csv_errors group by all order by row`,
  );
  const invalid = await query<{ place: number; column: string; value: string | null; reason: string }>(
    connection,
    `select cast(file_row_number as integer) as place, reject_column as column, reject_value as value,
       reject_reason as reason
     from read_parquet(${records}, file_row_number = true) where reject_reason is not null order by place`,
  );
  const lines =
    malformed.length + invalid.length === 0
      ? { malformed: [], places: [] }
      : await csvLines(source.file, {
          headerLine: source.header.line,
          malformed: malformed.map((reject) => reject.row),
          places: invalid.map((reject) => reject.place),
        });
  const rejects = [
    ...malformed.map((reject, i) => ({ ...reject, line: lines.malformed[i] ?? reject.row })),
    ...invalid.map((reject, i) => ({ ...reject, line: lines.places[i]! })),
  ].sort((a, b) => a.line - b.line);
  await connection.run(
    'create or replace temp table found_rejects (file varchar, line integer, column_name varchar, value varchar, reason varchar)',
  );
  const appender = await connection.createAppender('found_rejects');
  for (const reject of rejects) {
    appender.appendVarchar(source.file);
    appender.appendInteger(reject.line);
    reject.column === null ? appender.appendNull() : appender.appendVarchar(reject.column);
    reject.value === null ? appender.appendNull() : appender.appendVarchar(reject.value);
    appender.appendVarchar(reject.reason);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`copy found_rejects to ${target} (format parquet); drop table found_rejects`);
}
