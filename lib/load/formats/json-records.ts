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

/** The value at a place that a map names: a key, or keys with dots between them. */
const mapped = (source: string) => {
  const paths = [
    ...new Set([
      `$."${source}"`,
      `$${source
        .split('.')
        .map((key) => `."${key}"`)
        .join('')}`,
    ]),
  ];
  const found = paths.map((path) => `json_extract_string(f, ${quoteLiteral(path)})`);
  return withoutNulls(found.length > 1 ? `coalesce(${found.join(', ')})` : found[0]!);
};

const has = (source: string) => {
  const [first, ...rest] = source.split('.');
  return (line: string) =>
    line.includes(`"${source}"`) ||
    (line.includes(`"${first}"`) && rest.every((key) => line.includes(`"${key}"`)));
};

/** The schema's records as JSON, one object a line, under its names or those of the option `map`. Other keys are left aside. */
export const jsonRecords: LineFormat = {
  name: 'json',
  title: 'JSON records',
  mapping(lines, { map = {} } = {}) {
    const keys = [has(map.src_ip ?? 'src_ip'), has(map.creation_time ?? 'creation_time')];
    if (
      !lines.some(
        (line) =>
          line.startsWith('{') &&
          (Object.keys(map).length > 0 ? keys.every((key) => key(line)) : keys.some((key) => key(line))),
      )
    )
      return null;
    return {
      parsed: 'case when json_valid(line) then cast(line as json) end',
      unreadable: `f is null or json_type(f) <> 'OBJECT'`,
      columns: Object.fromEntries(
        allColumns.map(({ nameInFiles: source, name }) => {
          const given = map[name];
          return [name, given === undefined ? value(source, name) : mapped(given)];
        }),
      ),
    };
  },
};
