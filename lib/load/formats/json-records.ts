import { quoteLiteral } from '../../engine/sql-text.js';
import { allColumns } from '../../schema/columns.js';
import { withoutNulls } from '../null-texts.js';
import type { LineFormat } from './line-format.js';

/** The value under a column's dotted name, its underscored name or, as tools that unfold dots write it, nested. */
const value = (source: string, name: string) => {
  const paths = [...new Set([`$."${source}"`, `$."${name}"`, `$.${source}`])];
  const found = `coalesce(${paths.map((path) => `json_extract_string(f, ${quoteLiteral(path)})`).join(', ')})`;
  return withoutNulls(found);
};

/** The schema's records as JSON, one object a line. Other keys are left aside. */
export const jsonRecords: LineFormat = {
  name: 'json',
  title: 'JSON records',
  mapping(lines) {
    const keys = /"(src_ip|creation_time)"/;
    if (!lines.some((line) => line.startsWith('{') && keys.test(line))) return null;
    return {
      parsed: 'case when json_valid(line) then cast(line as json) end',
      unreadable: `f is null or json_type(f) <> 'OBJECT'`,
      columns: Object.fromEntries(
        allColumns.map(({ nameInFiles: source, name }) => [name, value(source, name)]),
      ),
    };
  },
};
