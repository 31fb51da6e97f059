import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { inputError } from '../text/input-error.js';

/** Writes one text a line, never quoted: the marks are bytes that no log holds, and line breaks become spaces. */
const copyLines = (sql: string, target: string) =>
  `copy (select replace(replace(line, chr(10), ' '), chr(13), ' ') as line from (${sql}) where line is not null)
   to ${quoteLiteral(target)} (format csv, header false, delimiter '\u0001', quote '\u0002', escape '\u0002')`;

/**
 * Writes the objects of a JSON file one a line, whether they are in a list, one after another or spread over lines.
 *
 * @throws an InputError when the JSON is damaged
 */
export async function jsonToLines(
  connection: DuckDBConnection,
  text: string,
  isList: boolean,
  target: string,
  displayName: string,
): Promise<void> {
  const format = isList ? 'array' : 'unstructured';
  const objects = `select json(json)::varchar as line from read_json_objects(${quotePath(text)}, format = '${format}')`;
  await connection.run(copyLines(objects, target)).catch((error: Error) => {
    if (/INTERRUPT/i.test(error.message)) throw error;
    const where = /at byte (\d+) in record\/value (\d+): ([^.]*)/.exec(error.message);
    throw inputError(
      `${displayName}: is damaged JSON${where === null ? '' : ` (${where[3]}, in object ${where[2]})`}; mend it or export it anew.`,
    );
  });
}

/**
 * Takes the messages out of what CloudWatch Logs wraps around them: subscription and Firehose envelopes (`logEvents`),
 * and the answers of `aws logs get-log-events` and `filter-log-events` (`events`).
 *
 * @param lines path of a file with one envelope a line
 * @returns how many envelopes were control messages, which hold no record
 */
export async function unwrapMessages(
  connection: DuckDBConnection,
  lines: string,
  target: string,
): Promise<number> {
  const envelopes = `select json from read_json_objects(${quotePath(lines)}, format = 'newline_delimited')`;
  const events = `coalesce(json_extract_string(json, '$.logEvents[*].message'), [])
    || coalesce(json_extract_string(json, '$.events[*].message'), [])`;
  const control = `json_extract_string(json, '$.messageType') = 'CONTROL_MESSAGE'`;
  await connection.run(
    copyLines(
      `select unnest(${events}) as line from (${envelopes}) where (${control}) is distinct from true`,
      target,
    ),
  );
  const [count] = await query<{ n: number }>(
    connection,
    `select cast(count_if(${control}) as integer) as n from (${envelopes})`,
  );
  return count!.n;
}

/** True for a line of JSON that is such an envelope. */
export const isEnvelope = (line: string): boolean =>
  /^\{/.test(line) &&
  (/"logEvents"\s*:\s*\[/.test(line) || /"events"\s*:\s*\[\s*\{[^}]*"message"/.test(line));

/** True for a whole JSON object on a line of its own. */
export function isJsonLine(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** Takes the messages out of a CSV export of CloudWatch Logs Insights (its column `@message`). */
export async function messagesOfCsv(
  connection: DuckDBConnection,
  text: string,
  target: string,
): Promise<void> {
  const sql = `select "@message" as line from read_csv(${quotePath(text)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
  await connection.run(copyLines(sql, target));
}
