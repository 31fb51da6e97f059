import { getAlpha2Codes } from 'i18n-iso-countries';
import { quoteLiteral } from '../engine/sql-text.js';
import { allColumns, type Column } from '../schema/columns.js';
import { SENT_BY_CLIENTS } from './credential-macros.js';

/** A name in the place of an address (RFC 1123), or what nginx writes for a client on a Unix socket. */
const HOST_NAME = '^(?:[A-Za-z0-9_-]+[.])+[A-Za-z][A-Za-z0-9-]+[.]?$|^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9-]*$|^localhost$|^unix:';
/** Why a row is rejected whose client or server has a name only. */
export const NOT_AN_ADDRESS = 'is a host name, not an address';

interface Rule {
  readonly column: string;
  /** SQL that is true where the row has to be rejected. */
  readonly broken: string;
  readonly reason: string;
}

/**
 * SQL that tells whether a text is a code of ISO 3166-1, or XK, which registries use for Kosovo. A pattern, since the
 * engine makes a join of a long `in (…)`, and turns it round for a file of few long lines: the order of rows is lost.
 */
export const isCountryCode = (sql: string): string =>
  `regexp_full_match(${sql}, ${quoteLiteral([...Object.keys(getAlpha2Codes()), 'XK'].join('|'))})`;

const isAddress = ({ name }: Column) => name === 'src_ip' || name === 'dst_ip';

/** SQL for a column's typed value out of its text. */
function typed(column: Column): string {
  const { name, type } = column;
  if (isAddress(column)) return `address(${name})`;
  if (name === 'src_ip_country_code')
    return `case when ${isCountryCode(`upper(trim(${name}))`)} then upper(trim(${name})) end`;
  if (type === 'TIMESTAMP') return timeSql(name);
  if (SENT_BY_CLIENTS.has(name)) return `without_credentials(${name})`;
  return type === 'VARCHAR' ? name : `try_cast(${name} as ${type})`;
}

function rules(column: Column): readonly Rule[] {
  const { name } = column;
  const rule = (broken: string, reason: string): Rule => ({ column: name, broken, reason });
  const required = column.required ? [rule(`raw_${name} is null`, 'is missing')] : [];
  const unread = `raw_${name} is not null and ${name} is null`;
  if (isAddress(column)) {
    const isName = `${unread} and regexp_matches(raw_${name}, ${quoteLiteral(HOST_NAME)})`;
    return [...required, rule(isName, NOT_AN_ADDRESS), rule(unread, 'is not an IP address')];
  }
  if (column.type === 'TIMESTAMP')
    return [...required, rule(unread, 'is not a time (ISO 8601 was expected)')];
  if (column.type === 'VARCHAR') return required;
  const fraction = `contains(raw_${name}, '.') and try_cast(raw_${name} as double) <> ${name}`;
  const number = [...required, rule(`${unread} or ${fraction}`, 'is not a whole number')];
  if (name.endsWith('_port'))
    return [...number, rule(`${name} not between 0 and 65535`, 'is not a port (0 to 65535)')];
  if (name === 'response_code')
    return [...number, rule(`${name} not between 0 and 999`, 'is not a status (0 to 999)')];
  return [...number, rule(`${name} < 0`, 'is negative')];
}

const order: Rule = {
  column: 'end_time',
  broken: 'end_time < creation_time',
  reason: 'is before creation_time',
};

/**
 * SQL that types every column and says for each row which column, if any, makes it a reject, and why.
 * `reject_reason` is null for records; `reject_column` is null where the row as a whole cannot be read.
 *
 * @param rawSql SELECT that gives all columns of the schema as text, `skip_reason` (null for a row with data),
 *   `unread` (why the row as a whole cannot be read, or null) and `line` (its text, or null)
 * @param present the columns that hold anything; the others are not looked at, which spares the engine much planning
 */
export function validatingSql(rawSql: string, present: readonly string[]): string {
  const has = ({ name }: Column) => present.includes(name);
  const all = [...allColumns.filter(has).flatMap(rules), ...(present.includes('end_time') ? [order] : [])];
  const pairs = allColumns.map((c) =>
    has(c)
      ? `${c.name} as raw_${c.name}, ${typed(c)} as ${c.name}`
      : `null::varchar as raw_${c.name}, null::${c.type} as ${c.name}`,
  );
  // The rules are gone through once, for the first that is broken; what to say of it is looked up for rejects only.
  const say = (result: (rule: Rule) => string, unread: string) =>
    `case when broken is not null then case broken when 0 then ${unread}
      ${all.map((rule, i) => `when ${i + 1} then ${result(rule)}`).join(' ')} end end`;
  return `select ${allColumns.map((c) => c.name).join(', ')}, label, skip_reason,
      ${say(({ column }) => `'${column}'`, 'null')} as reject_column,
      ${say(({ column }) => `left(raw_${column}, 100)`, 'left(line, 100)')} as reject_value,
      ${say(({ reason }) => `'${reason}'`, 'unread')} as reject_reason,
      raw_src_ip_country_code is not null and src_ip_country_code is null as unknown_country
    from (select *, case when skip_reason is not null then null when unread is not null then 0
        ${all.map(({ broken }, i) => `when ${broken} then ${i + 1}`).join(' ')} end as broken
      from (select skip_reason, unread, line, label, ${pairs.join(', ')} from (${rawSql}) as source) as typed) as judged`;
}

/**
 * SQL for a time in UTC out of text: ISO 8601 with or without an offset (none means UTC), epoch seconds,
 * milliseconds, microseconds or nanoseconds told apart by their number of digits (so from 1973 to 2286), and
 * Apache's `17/May/2015:10:05:03 +0200`; null where it is none of them.
 *
 * @param text SQL of the text
 */
export function timeSql(text: string): string {
  const digits = (n: string) => `regexp_full_match(${text}, '[0-9]{${n}}')`;
  const micros = (sql: string) => `make_timestamp(${sql})`;
  // The usual form first: it needs none of the patterns below, which cost more than all else in a row.
  return `case
    when length(${text}) = 20 and ends_with(${text}, 'Z') and ${text}[5] = '-' then try_cast(${text} as timestamp)
    when ${digits('9,10')} then ${micros(`cast(${text} as bigint) * 1000000`)}
    when regexp_full_match(${text}, '[0-9]{9,10}[.][0-9]+') then ${micros(`cast(round(cast(${text} as decimal(30, 9)) * 1000000) as bigint)`)}
    when ${digits('12,13')} then ${micros(`cast(${text} as bigint) * 1000`)}
    when ${digits('15,16')} then ${micros(`cast(${text} as bigint)`)}
    when ${digits('18,19')} then ${micros(`cast(${text} as bigint) // 1000`)}
    when regexp_matches(${text}, '^[[]?[0-9]{1,2}/[A-Za-z]{3}/') then cast(try_strptime(trim(${text}, '[] '), '%d/%b/%Y:%H:%M:%S %z') as timestamp)
    when regexp_matches(${text}, '^[0-9-]{10}[T ][0-9]{2}:[0-9]{2}(Z|[+-])')
      then cast(try_cast(${text}[:16] || ':00' || ${text}[17:] as timestamptz) as timestamp)
    when regexp_matches(${text}, '^[0-9]{4}-') then cast(try_cast(${text} as timestamptz) as timestamp)
  end`;
}
