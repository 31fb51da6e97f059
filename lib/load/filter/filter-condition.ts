import { closest, distance } from 'fastest-levenshtein';
import papaparse from 'papaparse';
import { quoteLiteral } from '../../engine/sql-text.js';
import { allColumns, type Column } from '../../schema/columns.js';
import { inputError } from '../../text/input-error.js';
import { addressRange } from '../address-range.js';

/** A filter on one column, as SQL over `traffic`. */
export interface FilterCondition {
  readonly sql: string;
  readonly column: Column;
  /** The name under which it was asked for. */
  readonly name: string;
  readonly not: boolean;
  readonly values: readonly string[];
}

const ADDRESSES = ['src_ip', 'dst_ip'];
/** What stands for records without a value. */
const NONE = 'none';

/**
 * Reads a filter such as `country=DE,US`, `port=443,8000-8999`, `source=198.51.100.0/24`, `status!=200`, `uri=/admin*` or
 * `rule=none`: records that have one of the values, with `!=` those that have none of them. A value with a comma stands
 * in double quotes; `*` in a text stands for any characters; capital letters make no difference.
 *
 * @throws an InputError where there is no such column or a value cannot be one of it
 *
 * @example
 * filterCondition('country=DE,US').sql; // `(lower("src_ip_country_code") in ('de', 'us'))`
 */
export function filterCondition(text: string): FilterCondition {
  const [, name = '', sign, list = ''] = /^([^=!]*)(!?=)(.*)$/s.exec(text) ?? [];
  if (sign === undefined)
    throw inputError(`filter "${text}": "column=value" was expected, such as country=DE,US.`);
  const column = filterColumn(name);
  const values = (papaparse.parse<string[]>(list.trim()).data[0] ?? [])
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if (values.length === 0)
    throw inputError(`filter "${text}": a value was expected after ${sign}, such as ${name}=${NONE}.`);
  const each = values.map((value) => condition(column, value, text));
  const oneOf = `(${each.join(' or ')})`;
  // A record without a value has not the value.
  const sql = sign === '!=' ? `not coalesce(${oneOf}, false)` : oneOf;
  return { sql, column, name: name.trim().toLowerCase(), not: sign === '!=', values };
}

function condition({ name, type }: Column, value: string, text: string): string {
  const quoted = `"${name}"`;
  if (value.toLowerCase() === NONE) return `${quoted} is null`;
  if (ADDRESSES.includes(name)) return isOfRange(quoted, value, text);
  if (type === 'TIMESTAMP')
    throw inputError(`filter "${text}": records are cut by time with --from and --to.`);
  if (type === 'VARCHAR') {
    const lower = quoteLiteral(value.toLowerCase());
    return value.includes('*')
      ? `lower(${quoted}) glob ${quoteLiteral(value.toLowerCase().replace(/[?[\]]/g, '[$&]'))}`
      : `lower(${quoted}) = ${lower}`;
  }
  const hundreds = name === 'response_code' ? /^([1-5])xx$/i.exec(value) : null;
  if (hundreds) return `${quoted} between ${hundreds[1]}00 and ${hundreds[1]}99`;
  const [, low, high] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(value) ?? [];
  if (low === undefined)
    throw inputError(`filter "${text}": ${value} is no number and no range such as 8000-8999.`);
  return `${quoted} between ${Number(low)} and ${Number(high ?? low)}`;
}

/** Keys of addresses sort as addresses do, so that a network is a range of them. */
function isOfRange(quoted: string, value: string, text: string): string {
  try {
    const { from, to } = addressRange(value);
    return `${quoted} in (select ip from ip_keys where ip_key between '${from}' and '${to}')`;
  } catch {
    throw inputError(
      `filter "${text}": ${value} is no address and no network such as 198.51.100.0/24 or 2001:db8::/32.`,
    );
  }
}

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
    [column.nameInFiles, column],
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
export function filterColumn(text: string): Column {
  const name = text.trim().toLowerCase();
  const column = names.get(name);
  if (column) return column;
  const near = closest(name, [...names.keys()]);
  const hint =
    distance(name, near) <= Math.max(2, name.length / 3)
      ? `did you mean ${near}?`
      : `there are ${[...Object.keys(SHORT), 'protocol', 'host', 'method'].join(', ')} and the other columns.`;
  throw inputError(`filter "${text.trim()}": there is no such column; ${hint}`);
}
