import { getAlpha2Codes, getAlpha3Codes } from 'i18n-iso-countries';
import { quoteLiteral } from '../engine/sql-text.js';
import { allColumns, type Column } from '../schema/columns.js';
import { SENT_BY_CLIENTS, withoutCredentials } from './credentials/credential-functions.js';
import { badNumbers, type NumberOptions, wholeNumber } from './number-text.js';
import { BAD_OFFSET, clockChangeSql, NO_DAY, type TimeOptions, timeSql } from './time-text.js';

/** How values are read that do not say it themselves. */
export interface ValueOptions extends TimeOptions, NumberOptions {}

/** A name in the place of an address (RFC 1123), or what nginx writes for a client on a Unix socket. */
const HOST_NAME =
  '^(?:[A-Za-z0-9_-]+[.])+[A-Za-z][A-Za-z0-9-]+[.]?$|^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9-]*$|^localhost$|^unix:';
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

/** SQL for the code that a country has by another name: ISO's three letters as its two, any other code as it is, in capitals. */
const countryCode = (sql: string): string => {
  const code = `upper(trim(${sql}))`;
  const pairs = Object.entries(getAlpha3Codes()).map(([three, two]) => `'${three}': '${two}'`);
  return `case when ${isCountryCode(code)} then ${code} when regexp_full_match(${code}, '[A-Z]{3}')
    then coalesce(map {${pairs.join(', ')}}[${code}], ${code}) when regexp_full_match(${code}, '[A-Z0-9]{2,3}') then ${code} end`;
};

const isAddress = ({ name }: Column) => name === 'src_ip' || name === 'dst_ip';

/** SQL for a column's typed value out of its text. */
function typed(column: Column, options: ValueOptions): string {
  const { name, type } = column;
  if (isAddress(column)) return `address(${name})`;
  if (name === 'src_ip_country_code') return countryCode(name);
  if (type === 'TIMESTAMP') return timeSql(name, options);
  if (SENT_BY_CLIENTS.has(name)) return withoutCredentials(name);
  return type === 'VARCHAR' ? name : wholeNumber(name, type, options);
}

/** A column's text; `NA` is no value where the column is no text. */
const raw = (column: Column): string =>
  column.type === 'VARCHAR' && !isAddress(column) ? column.name : `nullif(${column.name}, 'NA')`;

function rules(column: Column): readonly Rule[] {
  const { name } = column;
  const rule = (broken: string, reason: string): Rule => ({ column: name, broken, reason });
  const required = column.required ? [rule(`raw_${name} is null`, 'is missing')] : [];
  const unread = `raw_${name} is not null and ${name} is null`;
  if (isAddress(column)) {
    const isName = `${unread} and regexp_matches(raw_${name}, ${quoteLiteral(HOST_NAME)})`;
    return [...required, rule(isName, NOT_AN_ADDRESS), rule(unread, 'is not an IP address')];
  }
  const worse = (patterns: readonly (readonly [string, string])[]) =>
    patterns.map(([pattern, reason]) =>
      rule(`${unread} and regexp_matches(raw_${name}, ${quoteLiteral(pattern)})`, reason),
    );
  if (column.type === 'TIMESTAMP')
    return [...required, ...worse(BAD_TIMES), rule(unread, 'is not a time (ISO 8601 was expected)')];
  if (column.type === 'VARCHAR') return required;
  const number = [...required, ...worse(badNumbers), rule(unread, 'is not a whole number')];
  if (name.endsWith('_port'))
    return [...number, rule(`${name} not between 0 and 65535`, 'is not a port (0 to 65535)')];
  if (name === 'response_code')
    return [...number, rule(`${name} not between 0 and 999`, 'is not a status (0 to 999)')];
  const large = column.type === 'BIGINT' ? [rule(`${name} > ${MAX_COUNT}`, TOO_LARGE)] : [];
  return [...number, rule(`${name} < 0`, 'is negative'), ...large];
}

/**
 * The largest count of bytes or packets that a record may have, 2^60 (1 EiB, which no connection moves): eight of them still add
 * up to a BIGINT, in every engine.
 */
export const MAX_COUNT = 2n ** 60n;
const TOO_LARGE = 'is larger than 2^60 (1,152,921,504,606,846,976)';

/** Forms of times that are not read, and why. */
const BAD_TIMES: readonly (readonly [string, string])[] = [
  ['^ *[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}', `${NO_DAY} (give --time-format, such as "%d/%m/%Y %H:%M")`],
  ['^[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+$', 'is in scientific notation, which may have lost digits'],
  [BAD_OFFSET, 'has an offset beyond ±14:00'],
  [
    '^ *[0-9]{4}-.*[0-9] ?[A-Za-z]{2,}[A-Za-z0-9/_+-]*$',
    'names a time zone that is unknown or ambiguous (an offset such as +02:00 was expected)',
  ],
];

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
 * @param options how values are read, and whether the SELECT gives `line_number`, which is then kept
 */
export function validatingSql(
  rawSql: string,
  present: readonly string[],
  options: ValueOptions & { readonly numbered?: boolean } = {},
): string {
  const has = ({ name }: Column) => present.includes(name);
  const all = [...allColumns.filter(has).flatMap(rules), ...(present.includes('end_time') ? [order] : [])];
  const pairs = allColumns.map((c) =>
    has(c)
      ? `${raw(c)} as raw_${c.name}, ${typed(c, options)} as ${c.name}`
      : `null::varchar as raw_${c.name}, null::${c.type} as ${c.name}`,
  );
  // The rules are gone through once, for the first that is broken; what to say of it is looked up for rejects only.
  const say = (result: (rule: Rule) => string, unread: string) =>
    `case when broken is not null then case broken when 0 then ${unread}
      ${all.map((rule, i) => `when ${i + 1} then ${result(rule)}`).join(' ')} end end`;
  return `select ${allColumns.map((c) => c.name).join(', ')}, label, skip_reason,
      ${say(({ column }) => `'${column}'`, 'null')} as reject_column,
      ${say(({ column }) => `raw_${column}`, 'line')} as reject_value,
      ${say(({ reason }) => `'${reason}'`, 'unread')} as reject_reason,
      case when raw_src_ip_country_code is not null and ${isCountryCode('src_ip_country_code')} is distinct from true
        then left(raw_src_ip_country_code, 100) end as unknown_country,
      ${clockChangeSql('raw_creation_time', options)} as clock_change${options.numbered ? ', line_number' : ''}
    from (select *, case when skip_reason is not null then null when unread is not null then 0
        ${all.map(({ broken }, i) => `when ${broken} then ${i + 1}`).join(' ')} end as broken
      from (select skip_reason, unread, line, label${options.numbered ? ', line_number' : ''}, ${pairs.join(', ')} from (${rawSql}) as source) as typed) as judged`;
}
