import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { quoteLiteral } from '../engine/sql-text.js';
import { publishFile } from '../files/publish.js';
import { requireLocal, type Traffic } from './traffic.js';

/** Keeps formulas and shell commands text by an apostrophe in front (OWASP, CSV injection). */
const safe = (name: string) =>
  `case when regexp_matches(${name}, '^[=+@|\\t\\r-]') then '''' || ${name} else ${name} end as ${name}`;

/**
 * Writes the rows that could not be read as CSV with the columns file, line, column, value (cut to 100 characters) and reason.
 *
 * Values that a spreadsheet would run as formulas get an apostrophe in front.
 *
 * @param traffic records in the local engine
 * @param file path of the CSV file; its folder is created, an existing file is replaced
 * @throws an InputError when the records stay in a remote engine; what the file system throws
 *
 * @example
 * if (traffic.rejected > 0) await writeRejects(traffic, 'rejected.csv');
 */
export async function writeRejects(traffic: Traffic, file: string): Promise<void> {
  const { connection } = requireLocal(traffic).engine;
  await mkdir(path.dirname(file), { recursive: true });
  await publishFile(file, (partial) =>
    connection.run(`copy (select ${safe('file')}, line, column_name as "column", ${safe('value')}, reason
      from rejects) to ${quoteLiteral(partial)} (format csv, header true)`),
  );
}
