const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
/** An IPv4 address in its one written form, as a regular expression. */
export const IPV4 = `(?:${OCTET}\\.){3}${OCTET}`;
const HEX = '[0-9a-f]{1,4}';
/** All written forms of an IPv6 address without dots and zone (RFC 4291, 2.2), in lower case. */
const IPV6 = `(?:(?:${HEX}:){7}${HEX}|(?:${HEX}:){1,7}:|(?:${HEX}:){1,6}:${HEX}|(?:${HEX}:){1,5}(?::${HEX}){1,2}|(?:${HEX}:){1,4}(?::${HEX}){1,3}|(?:${HEX}:){1,3}(?::${HEX}){1,4}|(?:${HEX}:){1,2}(?::${HEX}){1,5}|${HEX}:(?::${HEX}){1,6}|:(?:(?::${HEX}){1,7}|:))`;

const GROUP = '[1-9a-f][0-9a-f]{0,3}';
/** IPv6 that is seen to be in its one canonical form: no group of zeros is written, and `::` stands for two or more. */
const isPlainIpv6 = (ip: string) => `regexp_full_match(${ip}, '(?:${GROUP}:){7}${GROUP}')
  or regexp_full_match(${ip}, '${GROUP}(?::${GROUP})*::${GROUP}(?::${GROUP})*') and length(${ip}) - length(replace(${ip}, ':', '')) <= 6`;

/** The 96 bits before an IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2). */
export const MAPPED = '00000000000000000000ffff';

/** A macro's argument is pasted wherever it is named; a lambda computes it once and gives it a name. */
const bind = (value: string, name: string, body: string) =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`;
const groups = (part: number) =>
  `list_filter(string_split(split_part(x, '::', ${part}), ':'), lambda g: g <> '')`;
const padded = (list: string) => `array_to_string(list_transform(${list}, lambda g: lpad(g, 4, '0')), '')`;
const hexPair = (from: number) => `cast('0x' || substr(k, ${from}, 2) as integer)`;
/** The longest run of zero groups becomes `::`, the first of equal ones (RFC 5952, 4.2). */
const shortest = [8, 7, 6, 5, 4, 3, 2]
  .map((n) => {
    const run = `(^|:)0(:0){${n - 1}}(:|$)`;
    return `when regexp_matches(t, '${run}') then regexp_replace(t, '${run}', '::')`;
  })
  .join(' ');
const spelled = `regexp_replace(regexp_replace(k, '(.{4})(.{4})(.{4})(.{4})(.{4})(.{4})(.{4})(.{4})',
  '\\1:\\2:\\3:\\4:\\5:\\6:\\7:\\8'), '\\b0{1,3}', '', 'g')`;
/** `64:ff9b::1.2.3.4` without dots (RFC 4291, 2.2, form 3). */
const undotted = `case when regexp_full_match(y, '.*:${IPV4}') then regexp_extract(y, '^(.*:)', 1) || ${bind(
  "string_split(regexp_extract(y, '([^:]*)$'), '.')",
  'd',
  "printf('%x:%x', cast(d[1] as integer) * 256 + cast(d[2] as integer), cast(d[3] as integer) * 256 + cast(d[4] as integer))",
)} else y end`;

/**
 * SQL macros for addresses: `ip_key(x)` is a key of 32 hexadecimal digits that sorts as addresses do, IPv4 as
 * mapped IPv6, so that a CIDR is a range of keys; `ip_text(key)` writes it (RFC 5952); `address(x)` gives the one
 * canonical form of a written address, IPv4-mapped ones as IPv4, or null where it is none.
 */
export const ADDRESS_MACROS = [
  `create or replace temp macro ip_key(a) as ${bind(
    'a',
    'x',
    `case when contains(x, ':') then
     case when contains(x, '::')
       then ${padded(groups(1))} || repeat('0', cast(32 - 4 * (len(${groups(1)}) + len(${groups(2)})) as bigint)) || ${padded(groups(2))}
       else ${padded("string_split(x, ':')")} end
   else '${MAPPED}' || ${bind(
     // The number in hexadecimal takes half the time of four octets with printf.
     "cast(string_split(x, '.') as bigint[])",
     'o',
     "lpad(lower(hex(o[1] * 16777216 + o[2] * 65536 + o[3] * 256 + o[4])), 8, '0')",
   )} end`,
  )}`,
  `create or replace temp macro ip_text(a) as ${bind(
    'a',
    'k',
    `case when starts_with(k, '${MAPPED}')
     then concat_ws('.', ${[25, 27, 29, 31].map(hexPair).join(', ')})
     else ${bind(spelled, 't', `case ${shortest} else t end`)} end`,
  )}`,
  `create or replace temp macro address(a) as case
     when regexp_full_match(a, '${IPV4}') then a
     when ${isPlainIpv6('a')} then a
     else ${bind(
       'lower(trim(a))',
       'y',
       `${bind(
         undotted,
         'z',
         `case when regexp_full_match(z, '${IPV4}') then z
       when contains(z, ':') and regexp_full_match(z, '${IPV6}') then ip_text(ip_key(z)) end`,
       )}`,
     )} end`,
].join(';\n');
