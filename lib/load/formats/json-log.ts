import { quoteLiteral } from '../../engine/sql-text.js';
import { allColumns } from '../../schema/columns.js';
import { lastHop, portOf, withoutPort } from './client-text.js';
import { type LineFormat, type LineMapping, nullIfAbsent } from './line-format.js';
import { requestColumns, requestParts } from './request-line.js';
import { roleOf } from './request-names.js';
import type { Role } from './text-layout.js';

/** What a key of a log in JSON says. */
export type KeyRole = Exclude<Role, 'server_name'> | 'end_time' | 'country';

/** A log of requests in JSON, one object a line. */
export interface JsonLog extends Pick<LineFormat, 'name' | 'title'> {
  /** SQL of `source_meta`. */
  readonly meta: string;
  /** Keys by what they say, the first one that a record has counts; a dot leads into an object, `[0]` into a list. Upper and lower case are one. */
  readonly keys: Readonly<Partial<Record<KeyRole, readonly string[]>>>;
  /** Keys that every record has. */
  readonly certain?: readonly string[];
}

/** A place in an object: the keys that lead to it. */
type Place = readonly string[];

/** Makes a format of the names of its keys. */
export function jsonLog({ name, title, meta, keys, certain = [] }: JsonLog): LineFormat {
  return {
    name,
    title,
    mapping(lines) {
      const objects = lines.flatMap((line) => parseObject(line) ?? []);
      if (objects.length === 0 || objects.length <= lines.length / 2) return null;
      const places = new Map<string, Place>();
      for (const object of objects) collectPlaces(object, [], places);
      if (!certain.every((key) => places.has(key.toLowerCase()))) return null;
      const found = Object.fromEntries(
        Object.entries(keys).map(([role, names]) => [
          role,
          names.flatMap((key) => [places.get(key.toLowerCase()) ?? []].filter((place) => place.length > 0)),
        ]),
      ) as Readonly<Partial<Record<KeyRole, readonly Place[]>>>;
      const has = (role: KeyRole) => (found[role]?.length ?? 0) > 0;
      const isRequest = has('request') || ((has('method') || has('status')) && (has('uri') || has('path')));
      return (has('client') || has('forwarded')) && has('time') && isRequest ? mappingOf(found, meta) : null;
    },
  };
}

function mappingOf(found: Readonly<Partial<Record<KeyRole, readonly Place[]>>>, meta: string): LineMapping {
  const paths = [...new Set(Object.values(found).flatMap((places) => places.map(pathOf)))];
  const at = (place: Place) => nullIfAbsent(`f[${paths.indexOf(pathOf(place)) + 1}]`);
  const values = Object.fromEntries(
    Object.entries(found).flatMap(([role, places]) =>
      places.length > 0 ? [[role, coalesced(places.map(at))]] : [],
    ),
  );
  return {
    // Each function on JSON text reads it anew, so it is one call; TRY gives null for what is no JSON.
    parsed: `case when starts_with(ltrim(line), '{') then try(json_extract_string(line, [${paths.map(quoteLiteral).join(', ')}])) end`,
    unreadable: 'f is null',
    ...columnsOfRoles(values, meta),
  };
}

const coalesced = (values: readonly string[]) =>
  values.length > 1 ? `coalesce(${values.join(', ')})` : values[0]!;

/**
 * The columns of a record of a request.
 *
 * @param values SQL by what it says
 */
function columnsOfRoles(
  values: Readonly<Partial<Record<KeyRole, string>>>,
  meta: string,
): Pick<LineMapping, 'steps' | 'columns'> {
  const text = (role: KeyRole) => values[role] ?? 'cast(null as varchar)';
  const has = (role: KeyRole) => values[role] !== undefined;
  const client = has('client') ? text('client') : text('forwarded');
  const request = has('request') ? requestColumns('request', 'r') : null;
  const target = `coalesce(${text('uri')}, ${text('path')} || coalesce('?' || ltrim(${text('query')}, '?'), ''))`;
  const orOf = (own: string, other: string | undefined) =>
    other === undefined ? own : `coalesce(${own}, ${other})`;
  return {
    steps: [
      { client, host: text('host'), server: text('server_ip'), ...(request && { request: text('request') }) },
      ...(request ? [{ r: requestParts('request') }] : []),
    ],
    columns: {
      bytes_in: text('received'),
      bytes_out: text('sent'),
      creation_time: text('time'),
      ...(has('end_time') && { end_time: text('end_time') }),
      time: text('time'),
      src_ip: lastHop('client'),
      src_port: `coalesce(${text('client_port')}, ${portOf('client')})`,
      ...(has('country') && { src_ip_country_code: text('country') }),
      dst_ip: withoutPort('server'),
      dst_port: `coalesce(${text('server_port')}, ${portOf('server')}, ${portOf('host')})`,
      response_code: text('status'),
      source_meta: meta,
      source_name: text('source'),
      action: text('action'),
      protocol: orOf(text('protocol'), request?.protocol),
      method: orOf(text('method'), request?.method),
      uri: orOf(target, request?.uri),
      host: withoutPort('host'),
      referer: text('referer'),
      user_agent: text('agent'),
      forwarded_for: has('forwarded') ? text('forwarded') : `case when contains(client, ',') then client end`,
    },
  };
}

/**
 * The columns of values whose names are the schema's, or such as `REQUEST_NAMES` has; null if there is no client or no time.
 *
 * @param at gives SQL of the value at a position
 */
export function columnsOf(
  names: readonly string[],
  at: (i: number) => string,
): Pick<LineMapping, 'steps' | 'columns'> | null {
  const plain = names.map((name) => name.trim().toLowerCase().replaceAll('.', '_'));
  const own = Object.fromEntries(
    allColumns.flatMap(({ name }) =>
      plain.includes(name) && !AMBIGUOUS.includes(name) ? [[name, at(plain.indexOf(name))]] : [],
    ),
  );
  const roles: Partial<Record<KeyRole, string>> = {};
  for (const [i, name] of names.entries()) {
    const role = plain[i]! in own ? undefined : roleOf(name);
    if (role !== undefined) roles[role] ??= at(i);
  }
  const mapped = columnsOfRoles(roles, `'web_server'`);
  const columns = { ...mapped.columns, ...own };
  const hasClient = roles.client !== undefined || roles.forwarded !== undefined || own.src_ip !== undefined;
  const hasTime = roles.time !== undefined || own.creation_time !== undefined;
  if (!hasClient || !hasTime) return null;
  return { ...mapped, columns: { ...columns, time: own.time ?? columns.creation_time! } };
}

/** Columns whose names others use for what the schema calls otherwise. */
const AMBIGUOUS = ['time', 'host', 'method', 'referer', 'user_agent', 'protocol', 'uri'];

const pathOf = (place: Place) =>
  `$${place.map((key) => (/^\[\d+\]$/.test(key) ? key : `."${key}"`)).join('')}`;

/** Depth of objects in which keys are looked for. */
const MAX_DEPTH = 5;

/** Notes where each key of an object is, under its dotted name in lower case. */
export function collectPlaces(value: unknown, place: Place, places: Map<string, Place>): void {
  if (typeof value !== 'object' || value === null) {
    const name = place.join('.').replaceAll('.[', '[').toLowerCase();
    // DuckDB's paths know no quote inside a key.
    if (!places.has(name) && !place.some((key) => key.includes('"'))) places.set(name, place);
  } else if (place.length < MAX_DEPTH) {
    if (Array.isArray(value)) collectPlaces(value[0], [...place, '[0]'], places);
    else for (const [key, inner] of Object.entries(value)) collectPlaces(inner, [...place, key], places);
  }
}

/** The object that a line of JSON is, null for another line. */
export function parseObject(line: string): object | null {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(line) as object;
  } catch {
    return null;
  }
}
