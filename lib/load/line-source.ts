import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { CUT_LINE } from './decode-text.js';
import type { LineFormat, LineMapping } from './formats/line-format.js';
import type { RawSource } from './raw-source.js';
import { rawColumns } from './raw-source.js';

/** A time that `aws logs` and exports to S3 put in front of every message. */
export const MESSAGE_TIME = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z ';

/** A byte sequence that no log holds: a line is one cell, whatever is in it. */
const NEVER = '\u0001\u0002\u0003';

/** SQL that gives the lines of a text file (LF, UTF-8) as `line`, blank ones as null. */
export const linesSql = (
  text: string,
): string => `select line from read_csv(${quotePath(text)}, auto_detect = false, header = false, delim = '${NEVER}',
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
  const line = prefixed ? `regexp_replace(line, '${MESSAGE_TIME}', '')` : 'line';
  return {
    format: format.name,
    title: format.title,
    sql: `select ${rawColumns(mapping.columns)},
        case when line is null or trim(line) = '' then 'blank' else ${mapping.skip ?? 'null'} end as skip_reason,
        case when ends_with(line, ${quoteLiteral(CUT_LINE)}) then 'is longer than 2 MiB'
          when ${mapping.unreadable} then 'cannot be read as ${format.title}' end as unread, line,
        null::varchar as label
      from (select line, ${mapping.parsed} as f from (select ${line} as line from (${linesSql(text)}) as lines) as bare) as taken_apart`,
    text,
    skip: 0,
    delimiter: null,
    cells: null,
    lead: {},
    oneWay: mapping.oneWay ?? false,
    labelColumn: null,
  };
}
