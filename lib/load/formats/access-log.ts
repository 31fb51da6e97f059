import { quoteLiteral } from '../../engine/sql-text.js';
import { ADDRESS_TEXT, lastHop, portOf, withoutPort } from './client-text.js';
import { type LineFormat, type LineMapping, misfitOf, mostLines, nullIfAbsent } from './line-format.js';
import { requestColumns, requestParts } from './request-line.js';

/** The fields after the user agent. */
export interface Tail {
  /** Regular expression of all of them, each with the blank before it; names its groups in their order. */
  readonly pattern: string;
  readonly names: readonly string[];
  /** Most lines have none of them. */
  readonly rare?: boolean;
  /** SQL over `tail`, a struct of these names, by column of the schema. */
  readonly columns: Readonly<Record<string, string>>;
}

/** An access log in the common or combined format. */
export interface AccessLog extends Pick<LineFormat, 'name' | 'title'> {
  /** SQL of `source_meta`. */
  readonly meta: string;
  /** Says what follows the user agent, or null where the lines are of another format. */
  readonly tail: (lines: readonly string[]) => Tail | null;
}

const TIME = '([0-9]{1,2}/[A-Za-z]{3}/[0-9]{4}:[^\\]]*|[0-9]{4}-[0-9]{2}-[0-9]{2}[^\\]]*)';
const BEFORE = `(.*?) ?\\[${TIME}\\] `;
const INNER = '(?:[^"\\\\]|\\\\.)*';
const QUOTED = `"(${INNER})"`;
const NUMBERS = '([0-9]{3}|-) ([0-9]+|-)';
const NAMES = ['head', 'time', 'request', 'status', 'size', 'referer', 'agent', 'tail'];

/** What each part is called where a line does not fit. */
const PARTS = [
  ['the client, and a time in brackets', BEFORE],
  ['the request in quotes', '".*?"'],
  ['the status', ' (?:[0-9]{3}|-)'],
  ['the number of bytes', ' (?:[0-9]+|-)(?: |$)'],
] as const;

/** True for a line that has at least the fields of the common format. */
export const isAccessLine = (line: string): boolean => misfitOf(PARTS, line) === null;

const HOPS = `(?:unknown, ?)*${ADDRESS_TEXT}(?:, ?[^ ,"]+)*`;

/** No field after the user agent but, in some lines, X-Forwarded-For. */
const NO_TAIL: Tail = {
  pattern: ` "(-|${HOPS})"`,
  rare: true,
  names: ['forwarded'],
  columns: { forwarded_for: nullIfAbsent('tail.forwarded') },
};

/**
 * A format whose lines are `client ident user [time] "request" status size "referer" "user agent"` and, as the server is
 * set up, a host before it and more fields after it.
 *
 * Quotes in the request, the referer and the user agent may stand as they were sent: such a line is neither dropped nor cut. The
 * request ends at the first quote that a status and a size follow, one after a version of HTTP before others; the user agent ends
 * at the last quote. The host before the client gives host and dst_port, a port after the client src_port; a list of
 * hops in place of the client gives forwarded_for, and the client as `lastHop` says.
 */
export function accessLog({ name, title, meta, tail: tailOf }: AccessLog): LineFormat {
  return {
    name,
    title,
    misfit: (line) => misfitOf(PARTS, line),
    mapping(lines) {
      if (!mostLines(lines, isAccessLine)) return null;
      const tail = tailOf(lines);
      return tail && mappingOf(tail, meta, mostLines(lines, hasAgent));
    },
  };
}

const hasAgent = (line: string) => new RegExp(`" ${NUMBERS} ".*" ".*"`).test(line);

function mappingOf(tail: Tail, meta: string, combined: boolean): LineMapping {
  // Most lines hold as many quotes as the format and nothing escaped: splitting them takes a fifth of a pattern's time.
  const outside = (tail.rare ? '' : tail.pattern).replace(/\\.|\[(?:[^\]\\]|\\.)*\]/g, '');
  const quotes = (combined ? 6 : 2) + (outside.match(/"/g)?.length ?? 0);
  const last = combined ? 7 : 3;
  const rest = combined ? `array_to_string(f[7:], '"')` : `array_to_string(f[3:], '"')`;
  const plain = `len(f) = ${quotes + 1} and not contains(line, chr(92)) and ends_with(f[1], '] ')
    and ${combined ? `regexp_full_match(f[3], ' ${NUMBERS} ') and f[5] = ' ' and ` : ''}${
      tail.rare && combined
        ? `f[${last}] = ''`
        : `regexp_full_match(${rest}, ${quoteLiteral((combined ? '' : ` ${NUMBERS}`) + (tail.rare ? '' : tail.pattern))})`
    }`;
  const split = `{'head': rtrim(left(f[1], length(f[1]) - length(bracket) - 1)), 'time': left(bracket, -2), 'request': f[2], 'status': split_part(f[3], ' ', 2),
    'size': split_part(f[3], ' ', 3), 'referer': ${combined ? 'f[4]' : `''`}, 'agent': ${combined ? 'f[6]' : `''`},
    'tail': ${combined && !tail.rare ? rest : `''`}}`;
  const optional = tail.pattern === '' ? '()' : `(${ungrouped(tail.pattern)})?`;
  const patterns = [
    `^${BEFORE}${QUOTED} ${NUMBERS}(?: ${QUOTED} ${QUOTED})?${optional}$`,
    `^${BEFORE}"(.*? HTTP/[0-9.]+)" ${NUMBERS}(?: "(.*?)" "(.*)"${optional})?$`,
    `^${BEFORE}"(.*?)" ${NUMBERS}(?: "(.*?)" "(.*)"${optional})?$`,
    `^${BEFORE}${QUOTED} ${NUMBERS}(?: ${QUOTED} ${QUOTED})?()(?: |$)`,
    `^${BEFORE}"(.*?)" ${NUMBERS}()()()(?: |$)`,
  ];
  const extracted = (pattern: string) =>
    `regexp_extract(line, ${quoteLiteral(pattern)}, [${NAMES.map((one) => `'${one}'`).join(', ')}])`;
  const others = patterns
    .slice(0, -1)
    .map((pattern) => `when regexp_matches(line, ${quoteLiteral(pattern)}) then ${extracted(pattern)}`);
  const isHost = `(len(words) > 1 and words[2] <> '-' and (regexp_full_match(words[2], '${ADDRESS_TEXT},?')
    or len(words) > 3 and not ends_with(words[1], ',') and not regexp_full_match(words[1], '${ADDRESS_TEXT}')))`;
  const named = (column: string) => tail.columns[column] ?? 'null';
  return {
    parsed: `string_split(line, '"')`,
    // Within a case the engine computes an expression as often as it is written: what is needed twice is a step of its own.
    steps: [
      { bracket: `string_split(f[1], '[')[-1]` },
      { a: `case when ${plain} then ${split} ${others.join(' ')} else ${extracted(patterns.at(-1)!)} end` },
      {
        month: `strpos('${MONTHS}', a.time[4:6])`,
        words: `string_split(a.head, ' ')`,
        r: requestParts('a.request'),
        ...(tail.names.length > 0 && { tail: tailStruct(tail) }),
      },
      { vhost: `case when ${isHost} then words[1] end`, began: utcTime('a.time', 'month') },
      {
        hops: `case when not contains(a.head, ',') then words[case when vhost is null then 1 else 2 end]
          else regexp_extract(case when vhost is null then a.head else a.head[length(vhost) + 2:] end, '^((?:[^ ,]+, ?)*[^ ,]+)', 1) end`,
      },
    ],
    unreadable: `a.time = ''`,
    columns: {
      ...tail.columns,
      bytes_out: nullIfAbsent('a.size'),
      creation_time: 'began',
      time: 'began',
      src_ip: nullIfAbsent(lastHop('hops')),
      src_port: `coalesce(${named('src_port')}, ${portOf('hops')})`,
      dst_port: `coalesce(${named('dst_port')}, ${portOf('vhost')})`,
      response_code: nullIfAbsent('a.status'),
      source_meta: meta,
      host: `coalesce(${named('host')}, ${withoutPort('vhost')})`,
      ...requestColumns('a.request', 'r'),
      referer: nullIfAbsent('a.referer'),
      user_agent: nullIfAbsent('a.agent'),
      forwarded_for: `coalesce(case when contains(hops, ',') then hops end, ${named('forwarded_for')})`,
    },
  };
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** SQL for the usual time in UTC, `25/Apr/2024:23:10:02 +0000`, as ISO 8601, which is read fastest; others stay. `month` is where its month is in MONTHS. */
const utcTime = (
  time: string,
  month: string,
) => `case when length(${time}) = 26 and ends_with(${time}, ' +0000') and ${month} % 3 = 1
  then concat(${time}[8:11], '-', substr('01 02 03 04 05 06 07 08 09 10 11 12', ${month}, 2), '-', ${time}[1:2], 'T', ${time}[13:20], 'Z') else ${time} end`;

/** A pattern whose groups are not numbered: every `(` that begins one is a plain one. */
const ungrouped = (pattern: string) =>
  pattern.replace(/\\.|\[(?:[^\]\\]|\\.)*\]|\((?!\?)/g, (part) => (part === '(' ? '(?:' : part));

const tailStruct = ({ pattern, names }: Tail) =>
  `case when a.tail <> '' then regexp_extract(a.tail, ${quoteLiteral(`^${pattern}$`)}, [${names.map((name) => `'${name}'`).join(', ')}]) end`;

/** What follows the user agent in most of the lines, by its form; the first text in quotes is forwarded_for if it holds addresses. */
export function tailInLines(lines: readonly string[]): Tail {
  const strict = new RegExp(`^${BEFORE}${QUOTED} ${NUMBERS}(?: ${QUOTED} ${QUOTED})?(.*)$`);
  const token = `"${INNER}"|\\[[^\\]]*\\]|[^" ]+`;
  const tails = lines.flatMap((line) => strict.exec(line)?.at(-1) ?? []);
  const forms = tails
    .filter((tail) => new RegExp(`^(?: (?:${token}))*$`).test(tail))
    .map((tail) =>
      tail.replace(new RegExp(token, 'g'), (part) =>
        part.startsWith('"') ? '"[^"]*"' : part.startsWith('[') ? '\\[[^\\]]*\\]' : '[^" ]+',
      ),
    );
  const pattern =
    forms.filter((form) => forms.filter((other) => other === form).length > forms.length / 2)[0] ?? '';
  if (pattern === '') return NO_TAIL;
  const unnamed = { pattern, names: [], columns: {} };
  const grouped = pattern.replace('"[^"]*"', '"([^"]*)"');
  if (grouped === pattern) return unnamed;
  const values = tails.flatMap((tail) => new RegExp(`^${grouped}$`).exec(tail)?.[1] ?? []);
  return values.every((value) => value === '-' || value === '' || new RegExp(`^${HOPS}$`).test(value))
    ? { ...NO_TAIL, pattern: grouped, rare: false }
    : unnamed;
}
