import { quoteLiteral } from '../../engine/sql-text.js';

const IPV4_OR_PORT = '(?:[0-9]{1,3}[.]){3}[0-9]{1,3}(?::[0-9]+)?';
const IPV6_OR_PORT =
  '\\[[0-9A-Fa-f:.]+(?:%[^\\] ]*)?\\](?::[0-9]+)?|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[^ ]*)?';
/** What looks like an address, with or without a port, as a regular expression. */
export const ADDRESS_TEXT = `(?:${IPV4_OR_PORT}|${IPV6_OR_PORT})`;

/** SQL for an address without port, brackets and zone: `203.0.113.9:60162`, `[2001:db8::9]:443`, `fe80::1%eth0`. */
export const withoutPort = (sql: string): string => `case when not contains(${sql}, ':') then ${sql}
  when starts_with(${sql}, '[') then regexp_extract(${sql}, '^\\[([^\\]%]*)', 1)
  when regexp_full_match(${sql}, '[^:]*:[0-9]+') then split_part(${sql}, ':', 1)
  else split_part(${sql}, '%', 1) end`;

/** SQL for the port after an address or a host name, null where there is none. */
export const portOf = (sql: string): string => `case when contains(${sql}, ':')
  then nullif(regexp_extract(${sql}, '^(?:[^:\\[]*|\\[[^\\]]*\\]):([0-9]+)$', 1), '') end`;

/** Private, loopback, link-local and shared addresses: of a list of hops, these are the operator's own proxies. */
const OWN =
  '10[.].*|127[.].*|192[.]168[.].*|172[.](?:1[6-9]|2[0-9]|3[01])[.].*|169[.]254[.].*|100[.](?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])[.].*|::1|f[cd][0-9a-f]{2}:.*|fe80:.*';

/**
 * SQL for the client in a list of hops such as `203.0.113.9, 10.0.0.6`: the last one that is no private address, since only
 * the hops before it can be made up by who sent the request; the last one of all where every one is private.
 */
export const lastHop = (list: string): string => `case when contains(${list}, ',') then coalesce(
    list_filter(list_transform(list_reverse(string_split(${list}, ',')), lambda hop: ${withoutPort('trim(hop)')}),
      lambda hop: not regexp_full_match(lower(hop), ${quoteLiteral(OWN)}))[1],
    ${withoutPort(`trim(string_split(${list}, ',')[-1])`)}) else ${withoutPort(list)} end`;
