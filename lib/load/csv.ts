import path from 'node:path';
import { columns } from '../schema/columns.js';
import { type CsvHeader, findCsvHeader } from './csv-header.js';
import { readHead } from './read-head.js';
import { quoteLiteral } from './sql-text.js';

/** Text that stands for "no value" in exported logs. */
const NULLS = ['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan'];

/** A source of records before validation: SQL that gives every column of the schema as text. */
export interface RawSource {
  readonly file: string;
  readonly header: CsvHeader;
  /** SELECT with one VARCHAR column for each column of the schema. */
  readonly sql: string;
}

/**
 * Prepares a CSV file for the validating pass. Rows with a wrong number of cells go to the engine's reject table.
 *
 * @throws when the file cannot be read or its header cannot be understood
 */
export async function csvSource(file: string): Promise<RawSource> {
  const header = findCsvHeader(await readHead(file), path.basename(file));
  const cellNames = header.cells.map((name, i) => name ?? `extra_${i}`);
  const selected = columns.map((c) =>
    header.cells.includes(c.name) ? c.name : `cast(null as varchar) as ${c.name}`,
  );
  const sql = `select ${selected.join(', ')} from read_csv(${quoteLiteral(file)}, auto_detect = false,
    header = false, skip = ${header.line}, delim = ${quoteLiteral(header.delimiter)}, quote = '"', escape = '"',
    columns = {${cellNames.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(', ')}},
    nullstr = [${NULLS.map(quoteLiteral).join(', ')}],
    store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0)`;
  return { file, header, sql };
}
