import { closest, distance } from 'fastest-levenshtein';
import { allColumns, type Column } from '../../schema/columns.js';
import { inputError } from '../../text/input-error.js';

/** Short names, as people say them. */
const SHORT: Readonly<Record<string, string>> = {
  country: 'src_ip_country_code',
  source: 'src_ip',
  destination: 'dst_ip',
  port: 'dst_port',
  rule: 'rule_names',
  status: 'response_code',
};

const names = new Map<string, Column>(
  allColumns.flatMap((column) => [
    [column.name, column],
    [column.source, column],
    ...Object.entries(SHORT)
      .filter(([, name]) => name === column.name)
      .map(([short]) => [short, column] as const),
  ]),
);

/**
 * The column that a filter names: country, source, destination, port, rule, status, or any column of the schema by its
 * name there or in files.
 *
 * @throws an InputError that suggests the nearest name
 */
export function filterColumn(given: string): Column {
  const name = given.trim().toLowerCase();
  const column = names.get(name);
  if (column) return column;
  const near = closest(name, [...names.keys()]);
  const hint =
    distance(name, near) <= Math.max(2, name.length / 3)
      ? `did you mean ${near}?`
      : `there are ${[...Object.keys(SHORT), 'protocol', 'host', 'method'].join(', ')} and the other columns.`;
  throw inputError(`filter "${given.trim()}": there is no such column; ${hint}`);
}
