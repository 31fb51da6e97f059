import { type Column, columns } from '../schema/columns.js';

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `^(?:${OCTET}\\.){3}${OCTET}$`;
const HEX = '[0-9a-f]{1,4}';
/** All written forms of an IPv6 address (RFC 4291, 2.2), lower case, without zone. */
const IPV6 = `^(?:(?:${HEX}:){7}${HEX}|(?:${HEX}:){1,7}:|(?:${HEX}:){1,6}:${HEX}|(?:${HEX}:){1,5}(?::${HEX}){1,2}|(?:${HEX}:){1,4}(?::${HEX}){1,3}|(?:${HEX}:){1,3}(?::${HEX}){1,4}|(?:${HEX}:){1,2}(?::${HEX}){1,5}|${HEX}:(?::${HEX}){1,6}|:(?:(?::${HEX}){1,7}|:))$`;

interface Rule {
  readonly column: string;
  /** SQL that is true where the row has to be rejected. */
  readonly broken: string;
  readonly reason: string;
}

/** SQL for a column's typed value out of its text. */
function typed({ name, type }: Column): string {
  if (name === 'src_ip' || name === 'dst_ip')
    return `regexp_replace(lower(trim(${name})), '^::ffff:([0-9.]+)$', '\\1')`;
  if (name === 'src_ip_country_code') return `upper(trim(${name}))`;
  return type === 'VARCHAR' ? name : `try_cast(${name} as ${type})`;
}

function rules(column: Column): readonly Rule[] {
  const { name } = column;
  const rule = (broken: string, reason: string): Rule => ({ column: name, broken, reason });
  const required = column.required ? [rule(`raw_${name} is null`, 'is missing')] : [];
  const unread = `raw_${name} is not null and ${name} is null`;
  if (name === 'src_ip' || name === 'dst_ip')
    return [
      ...required,
      rule(
        `${name} is not null and not (case when contains(${name}, ':') then regexp_matches(${name}, '${IPV6}') else regexp_matches(${name}, '${IPV4}') end)`,
        'is not an IP address',
      ),
    ];
  if (column.type === 'TIMESTAMP')
    return [...required, rule(unread, 'is not a time (ISO 8601 was expected)')];
  if (column.type === 'VARCHAR') return required;
  const fraction = `contains(raw_${name}, '.') and try_cast(raw_${name} as double) <> ${name}`;
  const number = [...required, rule(`${unread} or ${fraction}`, 'is not a whole number')];
  if (name === 'dst_port')
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
 * `reject_column`, `reject_value` (cut to 100 characters) and `reject_reason` are null for records.
 *
 * @param rawSql SELECT that gives the columns of the schema as text
 */
export function validatingSql(rawSql: string): string {
  const all = [...columns.flatMap(rules), order];
  const when = (result: (rule: Rule) => string) =>
    `case ${all.map((rule) => `when ${rule.broken} then ${result(rule)}`).join(' ')} end`;
  const pairs = columns.map((c) => `${c.name} as raw_${c.name}, ${typed(c)} as ${c.name}`);
  return `select ${columns.map((c) => c.name).join(', ')},
      ${when((rule) => `'${rule.column}'`)} as reject_column,
      ${when((rule) => `left(raw_${rule.column}, 100)`)} as reject_value,
      ${when((rule) => `'${rule.reason}'`)} as reject_reason
    from (select ${pairs.join(', ')} from (${rawSql}) as source) as typed`;
}
