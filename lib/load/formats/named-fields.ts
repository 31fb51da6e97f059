import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, type LineMapping, nullIfAbsent } from './line-format.js';

/** A record whose fields have names, whether a log's header, the keys of JSON or the columns of a table name them. */
export interface NamedFormat extends Pick<LineFormat, 'name' | 'title'> {
  /** Gives the documented name of a field, of which `_`, upper case and the like were taken away by `plainName`. */
  readonly documented: (plain: string) => string;
  /** True for the fields of this format. */
  readonly describes: (names: ReadonlySet<string>) => boolean;
  /** Gives the columns out of SQL for the text of a field, which is null where there is none. */
  readonly map: (
    field: (name: string) => string,
  ) => Pick<LineMapping, 'columns' | 'oneWay'> & { readonly skip?: string };
}

/** A field's name as all spellings of it have in common: `cs(User-Agent)`, `cs_user_agent` and `${cs-user-agent}` are one. */
export const plainName = (written: string): string =>
  written
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The documented names of fields, as a format calls them. */
export const namesOf = (format: NamedFormat, written: readonly string[]): readonly string[] =>
  written.map((name) => format.documented(plainName(name)));

const ABSENT = 'cast(null as varchar)';

/** How the lines of a log are divided into fields. */
export interface Layout {
  readonly separator: string;
  /** True for a line that names the fields of those below it; `headerSql` says the same over `line`. */
  readonly isHeader: (line: string) => boolean;
  readonly headerSql: string;
  /** Cases that give the SkipReason of headers and comments, `when … then …`. */
  readonly skip: string;
  /** Takes the names out of such a line. */
  readonly fieldsOf: (header: string) => readonly string[];
  /** Gives the names of the fields of lines that have no header above them, if they are known. */
  readonly withoutHeader: (rows: readonly string[]) => readonly string[] | undefined;
}

/**
 * Maps lines of values between separators, each by the header above it; gives null if a header has not the fields of the format,
 * or if there is none and the fields are not known otherwise.
 *
 * @param headers the header lines of the file
 */
export function separatedFields(
  format: NamedFormat,
  layout: Layout,
  lines: readonly string[],
  headers: readonly string[] = lines.filter(layout.isHeader),
): LineMapping | null {
  const first = lines.findIndex(layout.isHeader);
  const above = first < 0 ? lines : lines.slice(0, first);
  const unnamed = above.length === 0 ? undefined : layout.withoutHeader(above);
  const all = [unnamed, ...headers.map(layout.fieldsOf)].map((names) => names && namesOf(format, names));
  const texts = all.map((names) => names?.join(' '));
  const different = [...new Set(texts.filter((text) => text !== undefined))];
  const layouts = different.map((text) => all[texts.indexOf(text)]!);
  if (layouts.length === 0 || !layouts.every((names) => format.describes(new Set(names)))) return null;
  const sections = texts.map((text) => (text === undefined ? -1 : different.indexOf(text)));
  const values = `string_split(trim(line, ' '), ${quoteLiteral(layout.separator)})`;
  const several = layouts.length > 1 || (above.length > 0 && unnamed === undefined);
  const names = several ? [...new Set(layouts.flat())] : layouts[0]!;
  const arranged = layouts.map((layout, i) => {
    const values = names.map((name) => (layout.includes(name) ? `p[${layout.indexOf(name) + 1}]` : ABSENT));
    return `when section = ${i} and len(p) = ${layout.length} then [${values.join(', ')}]`;
  });
  const at = (name: string) => names.indexOf(name) + 1;
  const { skip, ...mapped } = format.map((name) =>
    at(name) === 0 ? ABSENT : nullIfAbsent(`f[${at(name)}]`),
  );
  const unreadable = several ? 'f is null' : `len(f) <> ${names.length}`;
  return {
    ...mapped,
    parsed: several ? `list_transform([${values}], lambda p: case ${arranged.join(' ')} end)[1]` : values,
    skip: `case ${layout.skip} when ${unreadable} then null else ${skip ?? 'null'} end`,
    unreadable,
    ...(several && { sections: { isHeader: layout.headerSql, each: sections } }),
  };
}

/** Maps JSON objects, one a line, if the first ones have the format's fields as keys; else gives null. */
export function jsonFields(format: NamedFormat, lines: readonly string[]): LineMapping | null {
  const objects = lines.map(parseObject);
  const keys = [...new Set(objects.flatMap((object) => Object.keys(object ?? {})))];
  const written = new Map(keys.map((key) => [format.documented(plainName(key)), key]));
  const described = objects.filter(
    (object) => object !== null && format.describes(new Set(namesOf(format, Object.keys(object)))),
  );
  if (described.length === 0 || described.length <= lines.length / 2) return null;
  const asked: string[] = [];
  const mapped = format.map((name) => {
    const key = written.get(name);
    if (key === undefined) return ABSENT;
    if (!asked.includes(key)) asked.push(key);
    return nullIfAbsent(`f[${asked.indexOf(key) + 1}]`);
  });
  // All values in one go: each call would take the whole object apart.
  const paths = asked.map((key) => quoteLiteral(`$."${key}"`)).join(', ');
  return {
    ...mapped,
    parsed: `case when json_valid(line) and starts_with(ltrim(line), '{') then json_extract_string(line, [${paths}]) end`,
    unreadable: 'f is null',
  };
}

function parseObject(line: string): object | null {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(line) as object;
  } catch {
    return null;
  }
}

/**
 * Maps a table, if its columns are the format's fields; else gives null.
 *
 * @param column gives SQL for the text of the column at a position
 */
export function tableFields(
  format: NamedFormat,
  written: readonly string[],
  column: (at: number) => string,
): ReturnType<NamedFormat['map']> | null {
  const names = namesOf(format, written);
  if (!format.describes(new Set(names))) return null;
  return format.map((name) =>
    names.includes(name) ? nullIfAbsent(`trim(${column(names.indexOf(name))})`) : ABSENT,
  );
}
