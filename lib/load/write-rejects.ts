import { quoteLiteral } from '../engine/sql-text.js';
import { publishFile } from '../files/publish.js';
import { requireLocal, type Traffic } from './traffic.js';

/** What a spreadsheet would compute or a shell would run; an apostrophe in front keeps it text (OWASP, CSV injection). */
const safe = (name: string) =>
  `case when regexp_matches(${name}, '^[=+@|\\t\\r-]') then '''' || ${name} else ${name} end as ${name}`;

/**
 * Writes the rejects as CSV, to be looked through in a spreadsheet: file, line, column, value (cut to 100
 * characters) and reason. The file is written aside and renamed.
 *
 * @param target path of the file; one that is there is replaced
 * @throws when the file cannot be written, or the records stay elsewhere
 *
 * @example
 * if (traffic.rejected > 0) await writeRejects(traffic, 'rejected.csv');
 */
export async function writeRejects(traffic: Traffic, target: string): Promise<void> {
  const { connection } = requireLocal(traffic).engine;
  await publishFile(target, (partial) =>
    connection.run(`copy (select ${safe('file')}, line, column_name as "column", ${safe('value')}, reason
      from rejects) to ${quoteLiteral(partial)} (format csv, header true)`),
  );
}
