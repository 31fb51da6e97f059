import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { CUT_LINE } from './decode-text.js';
import type { Sections } from './formats/line-format.js';
import type { Layer, RecognizedFormat } from './formats/recognise.js';
import { JOINED } from './join-parts.js';
import type { RawSource } from './raw-source.js';
import { rawColumns } from './raw-source.js';

/** A byte sequence that no log holds: a line is one cell, whatever is in it. */
const NEVER = '\u0001\u0002\u0003';

/** SQL that is true for a line of blanks: what `trim` takes away, which looks at every character of every line. */
const isBlank = `line is null or not regexp_matches(line, '[^\\p{Zs}]')`;

/** SQL that gives the lines of a text file (LF, UTF-8) as `line`, blank ones as null. */
export const linesSql = (
  text: string,
): string => `select line from read_csv(${quotePath(text)}, auto_detect = false, header = false, delim = '${NEVER}',
    quote = '', escape = '', strict_mode = false, columns = {'line': 'VARCHAR'},
    store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0)`;

/** The lines of a log, wherever they are: SELECT that gives `line`, and what a RawSource says of the text. */
export type Lines = Pick<
  RawSource,
  'sql' | 'text' | 'skip' | 'delimiter' | 'cells' | 'lead' | 'origin' | 'flaw' | 'numbered' | 'mayHaveBlanks'
>;

/** The lines of a text file. */
export const linesOf = (text: string): Lines => ({
  sql: linesSql(text),
  text,
  skip: 0,
  delimiter: null,
  cells: null,
  lead: {},
});

/** Prepares a log with one record a line. */
export function lineSource({ format, mapping, layers }: RecognizedFormat, lines: Lines): RawSource {
  const { columns, parsed, steps = [], unreadable } = mapping;
  const other = layers.flatMap((layer, i) => (layer.others.length > 0 ? [`other_${i}`] : []));
  const bare = sectioned(unwrap(lines.sql, layers), mapping.sections);
  const taken = `select *, ${parsed} as f from (${bare}) as bare`;
  const apart = steps.reduce(
    (sql, step) =>
      `select *, ${Object.entries(step)
        .map(([name, value]) => `${value} as ${name}`)
        .join(', ')} from (${sql}) as step`,
    taken,
  );
  return {
    ...lines,
    format: format.name,
    title: format.title,
    sql: `select ${rawColumns(columns)},
        case when ${isBlank} then 'blank' when line = '${JOINED}' then 'joined line'
          else ${
            other.length === 0
              ? (mapping.skip ?? 'null')
              : `coalesce(${mapping.skip ?? 'null'},
            case when (${other.join(' or ')}) and (${unreadable}) then 'other message' end)`
          } end as skip_reason,
        case when ends_with(line, ${quoteLiteral(CUT_LINE)}) then 'is longer than 2 MiB'
          when ${unreadable} then 'cannot be read as ${format.title}' end as unread, line,
        null::varchar as label${lines.numbered ? ', line_number' : ''}
      from (${apart}) as taken_apart`,
    present: Object.keys(columns),
    oneWay: mapping.oneWay ?? false,
    labelColumn: null,
  };
}

/** SQL that takes lines out of what is around them; `other_0` … say that a line's writer is one whose messages are of another kind. */
const unwrap = (lines: string, layers: readonly Layer[]): string =>
  layers.reduce((sql, { wrapper, others }, i) => {
    const isOther = `coalesce(${wrapper.writer} in (${others.map(quoteLiteral).join(', ')}), false)`;
    const writer = others.length > 0 && wrapper.writer !== undefined ? `, ${isOther} as other_${i}` : '';
    return `select * replace (${wrapper.message} as line)${writer} from (${sql}) as layer_${i}`;
  }, lines);

/** SQL that adds to lines the number of the section they are in; the engine counts headers in the order of the file. */
function sectioned(lines: string, sections: Sections | undefined): string {
  if (sections === undefined) return lines;
  const { isHeader, each } = sections;
  return `select *, [${each.join(', ')}][1 + cast(count_if(${isHeader}) over (rows between unbounded preceding and current row) as bigint)] as section
    from (${lines}) as lines`;
}

/** Finds all lines of a log that name the fields of those below them. */
export async function headerLines(
  connection: DuckDBConnection,
  lines: Lines,
  layers: readonly Layer[],
  isHeader: string,
): Promise<readonly string[]> {
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  const rows = await query<{ line: string }>(
    connection,
    `select line from (${unwrap(lines.sql, layers)}) as bare where ${isHeader}`,
  );
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  return rows.map(({ line }) => line);
}
