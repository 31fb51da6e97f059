import { quoteLiteral } from '../../engine/sql-text.js';
import { lastHop, portOf, withoutPort } from './client-text.js';
import {
  type LineFormat,
  type LineMapping,
  type Misfit,
  misfitOf,
  mostLines,
  nullIfAbsent,
} from './line-format.js';
import { requestColumns, requestParts } from './request-line.js';

/** What a field of a log says. */
export type Role =
  | 'client'
  | 'client_port'
  | 'forwarded'
  | 'time'
  | 'request'
  | 'method'
  | 'uri'
  | 'path'
  | 'query'
  | 'protocol'
  | 'status'
  | 'sent'
  | 'received'
  | 'referer'
  | 'agent'
  | 'host'
  | 'server_name'
  | 'server_ip'
  | 'server_port'
  | 'source'
  | 'action';

/** A field: what it says, if that is a column, and the form of its values. */
export interface FieldKind {
  readonly role?: Role;
  /** Regular expression without groups; by default anything up to what follows. */
  readonly pattern?: string;
}

/** How a server's configuration writes the layout of its log. */
export interface Vocabulary {
  /** Finds the fields in a layout; group 1 or 2 is the name. */
  readonly token: RegExp;
  readonly kind: (name: string) => FieldKind;
}

/** A log whose layout is known as its server's configuration writes it. */
export interface LayoutFormat extends Pick<LineFormat, 'name' | 'title'> {
  readonly vocabulary: Vocabulary;
  readonly layouts: readonly string[];
  /** SQL of `source_meta`. */
  readonly meta: string;
  /** SQL of the time as ISO 8601 out of the text, where it is in another form than timeSql reads. */
  readonly timeSql?: (text: string) => string;
  /** Regular expression of lines in which the server says something else. */
  readonly otherMessage?: string;
}

interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly quoted: boolean;
}

type Part = string | Field;

const isField = (part: Part): part is Field => typeof part !== 'string';

const INNER = '(?:[^"\\\\]|\\\\.)*';
const escaped = (text: string) => text.replace(/[.+*?^$()|[\]{}\\/]/g, '\\$&');

/** Divides a layout into its fields and the text between them. */
function partsOf(layout: string, { token, kind }: Vocabulary): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of layout.matchAll(token)) {
    const { index = 0 } = match;
    if (index > at) parts.push(layout.slice(at, index));
    const name = match[1] ?? match[2] ?? '';
    at = index + match[0].length;
    parts.push({ name, kind: kind(name), quoted: layout[index - 1] === '"' && layout[at] === '"' });
  }
  if (at < layout.length) parts.push(layout.slice(at));
  return parts;
}

/** The patterns of a layout: one for values as servers escape them, then ones for quotes that stand as they were sent. */
function patternsOf(parts: readonly Part[]) {
  const fields = parts.filter(isField);
  const roles = fields.flatMap(({ kind }, i) =>
    kind.role !== undefined && fields.findIndex((other) => other.kind.role === kind.role) === i
      ? [kind.role]
      : [],
  );
  const lastQuoted = fields.findLast(({ quoted }) => quoted);
  const compile = (value: (field: Field) => string) => {
    const seen = new Set<Role>();
    return parts.map((part) => {
      if (typeof part === 'string') return escaped(part);
      const { role } = part.kind;
      const isNamed = role !== undefined && !seen.has(role);
      if (role !== undefined) seen.add(role);
      return `(${isNamed ? '' : '?:'}${value(part)})`;
    });
  };
  const after = (field: Part) => parts[parts.indexOf(field) + 1];
  const plain = (field: Field) => {
    const next = after(field);
    if (field.kind.pattern) return field.kind.pattern;
    if (typeof next === 'string' && /^[\]}"|]/.test(next)) return `[^${escaped(next[0]!)}]*`;
    return '.*?';
  };
  const raw = (request: string) =>
    compile((field) => {
      if (!field.quoted) return plain(field);
      if (field.kind.role === 'request') return request;
      return field === lastQuoted ? '.*' : '.*?';
    });
  const strict = compile((field) => (field.quoted ? INNER : plain(field)));
  const all = [strict, raw('.*? HTTP/[0-9.]+'), raw('.*?')].map((pieces) => `^${pieces.join('')} *$`);
  return { roles, patterns: [...new Set(all)], strict };
}

/** What the fields of a layout say. */
export const rolesOf = (layout: string, vocabulary: Vocabulary): readonly Role[] =>
  patternsOf(partsOf(layout, vocabulary)).roles;

/** Makes a format of the layouts of a server, each of which its lines may have. */
export function layoutFormat(format: LayoutFormat): LineFormat {
  const layouts = format.layouts.map((layout) => {
    const parts = partsOf(layout, format.vocabulary);
    const { roles, patterns, strict } = patternsOf(parts);
    const names = parts.map((part): string =>
      typeof part === 'string' ? `“${part}”` : (part.kind.role ?? part.name),
    );
    const compiled = patterns.map((pattern) => new RegExp(pattern));
    return { roles, patterns, compiled, pieces: strict.map((piece, i) => [names[i]!, piece] as const) };
  });
  const fits = (line: string) =>
    layouts.findIndex(({ compiled }) => compiled.some((pattern) => pattern.test(line)));
  return {
    name: format.name,
    title: format.title,
    misfit(line): Misfit | null {
      if (fits(line) >= 0) return null;
      const misfits = layouts.map(
        ({ pieces }) =>
          misfitOf(pieces, line) ?? { column: line.length + 1, expected: 'the end of the line', share: 1 },
      );
      return misfits.reduce((best, other) => (other.share > best.share ? other : best));
    },
    mapping(lines) {
      if (!mostLines(lines, (line) => fits(line) >= 0)) return null;
      const counts = layouts.map((_, i) => lines.filter((line) => fits(line) === i).length);
      const used = layouts
        .filter((_, i) => counts[i]! > 0)
        .sort((a, b) => counts[layouts.indexOf(b)]! - counts[layouts.indexOf(a)]!);
      return mappingOf(format, used);
    },
  };
}

function mappingOf(
  format: LayoutFormat,
  layouts: readonly { readonly roles: readonly Role[]; readonly patterns: readonly string[] }[],
): LineMapping {
  const roles = [...new Set(layouts.flatMap((layout) => layout.roles))];
  const struct = (value: (role: Role) => string) =>
    `{${roles.map((role) => `'${role}': ${value(role)}`).join(', ')}}`;
  const branches = layouts.flatMap((layout) =>
    layout.patterns.map((pattern) => {
      const names = layout.roles.map((role) => `'${role}'`).join(', ');
      const extracted = `regexp_extract(line, ${quoteLiteral(pattern)}, [${names}])`;
      const arranged = struct((role) => (layout.roles.includes(role) ? `x.${role}` : `''`));
      return `when regexp_matches(line, ${quoteLiteral(pattern)}) then list_transform([${extracted}], lambda x: ${arranged})[1]`;
    }),
  );
  const has = (role: Role) => roles.includes(role);
  const text = (role: Role) => (has(role) ? nullIfAbsent(`f.${role}`) : 'cast(null as varchar)');
  const time = format.timeSql ? format.timeSql(text('time')) : text('time');
  const client = has('client') ? text('client') : text('forwarded');
  const host = `coalesce(${text('host')}, ${text('server_name')})`;
  const target = `coalesce(${text('uri')}, ${text('path')} || coalesce('?' || ltrim(${text('query')}, '?'), ''))`;
  const request = has('request') ? requestColumns('f.request', 'r') : null;
  return {
    parsed: `case ${branches.join(' ')} else ${struct(() => `''`)} end`,
    ...(request && { steps: [{ r: requestParts('f.request') }] }),
    ...(format.otherMessage && {
      skip: `case when f.time = '' and regexp_matches(line, ${quoteLiteral(format.otherMessage)}) then 'other message' end`,
    }),
    unreadable: has('time') ? `f.time = ''` : roles.map((role) => `f.${role} = ''`).join(' and '),
    columns: {
      bytes_in: text('received'),
      bytes_out: text('sent'),
      creation_time: time,
      time,
      src_ip: lastHop(client),
      src_port: `coalesce(${text('client_port')}, ${portOf(client)})`,
      dst_ip: withoutPort(text('server_ip')),
      dst_port: `coalesce(${text('server_port')}, ${portOf(text('server_ip'))}, ${portOf(host)})`,
      response_code: `nullif(${text('status')}, '-1')`,
      source_meta: format.meta,
      source_name: text('source'),
      action: text('action'),
      protocol: request ? `coalesce(${text('protocol')}, ${request.protocol})` : text('protocol'),
      method: request ? `coalesce(${text('method')}, ${request.method})` : text('method'),
      uri: request ? `coalesce(${target}, ${request.uri})` : target,
      host: withoutPort(host),
      referer: text('referer'),
      user_agent: text('agent'),
      forwarded_for: has('forwarded')
        ? text('forwarded')
        : `case when contains(${client}, ',') then ${client} end`,
    },
  };
}
