import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { CUT_LINE } from './decode-text.js';
import type { LineFormat, LineMapping, Sections } from './formats/line-format.js';
import type { RawSource } from './raw-source.js';
import { rawColumns } from './raw-source.js';

/** A time that `aws logs` and exports to S3 put in front of every message. */
export const MESSAGE_TIME = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z ';

/** A byte sequence that no log holds: a line is one cell, whatever is in it. */
const NEVER = '\u0001\u0002\u0003';

/** SQL that gives the lines of a text file (LF, UTF-8) as `line`, blank ones as null. */
export const linesSql = (
  text: string,
): string => `select line from read_csv(${quoteLiteral(text)}, auto_detect = false, header = false, delim = '${NEVER}',
    quote = '', escape = '', strict_mode = false, columns = {'line': 'VARCHAR'},
    store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0)`;

/**
 * Prepares a log with one record a line.
 *
 * @param text path of the log as plain text
 * @param prefixed every line has MESSAGE_TIME before it
 */
export function lineSource(
  format: LineFormat,
  mapping: LineMapping,
  text: string,
  prefixed = false,
): RawSource {
  return {
    format: format.name,
    title: format.title,
    sql: `select ${rawColumns(mapping.columns)},
        case when line is null or trim(line) = '' then 'blank' else ${mapping.skip ?? 'null'} end as skip_reason,
        case when ends_with(line, ${quoteLiteral(CUT_LINE)}) then 'is longer than 2 MiB'
          when ${mapping.unreadable} then 'cannot be read as ${format.title}' end as unread, line,
        null::varchar as label
      from (select line, ${mapping.parsed} as f from (${sectioned(`select ${bare(prefixed)} as line from (${linesSql(text)}) as lines`, mapping.sections)}) as bare) as taken_apart`,
    text,
    skip: 0,
    delimiter: null,
    cells: null,
    lead: {},
    oneWay: mapping.oneWay ?? false,
    labelColumn: null,
  };
}

/** SQL that adds to lines the number of the section they are in; the engine counts headers in the order of the file. */
function sectioned(lines: string, sections: Sections | undefined): string {
  if (sections === undefined) return lines;
  const { isHeader, each } = sections;
  return `select line, [${each.join(', ')}][1 + cast(count_if(${isHeader}) over (rows between unbounded preceding and current row) as bigint)] as section
    from (${lines}) as lines`;
}

/** Finds all lines of a text file that name the fields of those below them. */
export async function headerLines(
  connection: DuckDBConnection,
  text: string,
  isHeader: string,
  prefixed: boolean,
): Promise<readonly string[]> {
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  const rows = await query<{ line: string }>(
    connection,
    `select line from (select ${bare(prefixed)} as line from (${linesSql(text)}) as lines) as bare where ${isHeader}`,
  );
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  return rows.map(({ line }) => line);
}

const bare = (prefixed: boolean) => (prefixed ? `regexp_replace(line, '${MESSAGE_TIME}', '')` : 'line');
