import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../engine/duckdb.js';
import { query } from '../engine/query.js';
import { columns } from '../schema/columns.js';
import { csvSource } from './csv.js';
import { type Ingested, ingest, ingested } from './ingest.js';
import { inputError } from './input-error.js';
import { quoteLiteral } from './sql-text.js';
import type { Traffic } from './traffic.js';

/** To be raised whenever the same source would be read differently, so that older caches are not reused. */
const LOADER_VERSION = 1;
const CACHE = path.resolve(__dirname, '../../.cache/traffic');

/**
 * Opens traffic records: reads and validates each file once into cached Parquet (reused while the file is
 * unchanged), and offers the records as the table `traffic` and the rows that could not be read as `rejects`.
 *
 * @param files one path or several, relative to the repository root in a notebook; several may be given as one
 *   text with the platform's path delimiter between them, as the environment variable TRAFFIC has them
 * @throws an InputError, one sentence that names file, line, column and remedy, when a file cannot be read
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * console.log(`${traffic.records} records, ${traffic.rejected} rejected`);
 */
export async function openTraffic(files: string | readonly string[]): Promise<Traffic> {
  const given = (typeof files === 'string' ? files.split(path.delimiter) : files).filter(
    (file) => file !== '',
  );
  if (given.length === 0) throw inputError('No traffic file was named; give the path of a CSV file.');
  const connection = await openDuckDB();
  const parts: Ingested[] = [];
  for (const file of given.map((name) => path.resolve(name))) {
    const source = await csvSource(file);
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256')
      .update(JSON.stringify([LOADER_VERSION, file, size, mtimeMs]))
      .digest('hex');
    const directory = path.join(CACHE, key.slice(0, 32));
    parts.push(existsSync(directory) ? ingested(directory) : await ingest(connection, source, directory));
  }
  await connection.run(`create view traffic as ${await recordsSql(connection, parts)}`);
  await connection.run(
    `create view rejects as select * from read_parquet([${parts.map((part) => quoteLiteral(part.rejects)).join(', ')}])`,
  );
  const [count] = await query<{ records: number; rejected: number }>(
    connection,
    `select cast((select count(*) from traffic) as integer) as records,
       cast((select count(*) from rejects) as integer) as rejected`,
  );
  if (count === undefined || count.records === 0) throw await noRecords(given, count?.rejected ?? 0);
  return { connection, files: given.map((name) => path.resolve(name)), ...count };
}

/** `row_id` comes from the Parquet row number, which costs nothing and keeps queries free to prune and to run in parallel. */
async function recordsSql(connection: DuckDBConnection, parts: readonly Ingested[]): Promise<string> {
  const selects: string[] = [];
  let before = 0;
  for (const { records } of parts) {
    const file = quoteLiteral(records);
    selects.push(`select cast(file_row_number + ${before + 1} as integer) as row_id, ${columns.map((c) => c.name).join(', ')}
      from read_parquet(${file}, file_row_number = true) where reject_reason is null`);
    const [size] = await query<{ rows: number }>(
      connection,
      `select cast(num_rows as integer) as rows from parquet_file_metadata(${file})`,
    );
    before += size?.rows ?? 0;
  }
  return selects.join(' union all ');
}

async function noRecords(files: readonly string[], rejected: number): Promise<Error> {
  const names = files.map((file) => path.basename(file)).join(', ');
  return inputError(
    rejected === 0
      ? `${names}: has a header but no records; at least one row was expected.`
      : `${names}: all ${rejected} rows were rejected; see the table rejects for line, column and reason.`,
  );
}
