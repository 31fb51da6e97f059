import { quoteLiteral } from '../engine/sql-text.js';

/** How times are read that do not say it themselves. */
export interface TimeOptions {
  /** Formats in the notation of strptime that are tried before the known ones. */
  readonly timeFormats?: readonly string[];
  /** IANA name of the zone of times without one; UTC by default. */
  readonly timeZone?: string;
}

/** Run once a connection, so that times may name a zone. Abbreviations are ambiguous (CST, IST) and not among them. */
export const KNOWN_ZONES =
  "set variable known_zones = (select list(name) from pg_timezone_names() where contains(name, '/'))";

/** Computes a value once and gives it a name. */
const bind = (value: string, name: string, body: string) =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`;

/** Zones reach from -12:00 to +14:00; XML Schema allows ±14:00. Anything beyond is a mistake. */
const OFFSET = '[+-](?:0[0-9]|1[0-3]):?(?:[0-5][0-9])?|[+-]14(?::?00)?';
/** An offset, after a time of day, that is none. */
export const BAD_OFFSET =
  ':[0-9]{2}(?:[.,][0-9]+)? ?[+-](?:(?:1[5-9]|[2-9][0-9])(?::?[0-9]{2})?|14:?(?:0[1-9]|[1-9][0-9])|[0-9]{2}:?[6-9][0-9])$';

const ISO =
  '^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[Tt ]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?))? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?|[A-Za-z][^ ]*)?$';
const APACHE =
  '^[[]?([0-9]{1,2}/[A-Za-z]{3}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?)(?: ([+-][0-9]{4}))?[]]?$';
const APACHE_FORMATS = "['%d/%b/%Y:%H:%M:%S', '%d/%b/%Y:%H:%M:%S.%f']";

const parts = (text: string, pattern: string, names: string) =>
  `regexp_extract(trim(${text}), ${quoteLiteral(pattern)}, ${names})`;
const iso = (text: string) => parts(text, ISO, "['day', 'clock', 'zone']");
const apache = (text: string) => parts(text, APACHE, "['clock', 'zone']");

const isoLocal = (p: string) => `try_cast(case length(${p}.clock) when 0 then ${p}.day
  when 4 then ${p}.day || ' ' || ${p}.clock || ':00' when 5 then ${p}.day || ' ' || ${p}.clock || ':00'
  else ${p}.day || ' ' || replace(${p}.clock, ',', '.') end as timestamp)`;
const apacheLocal = (p: string) => `try_strptime(${p}.clock, ${APACHE_FORMATS})`;

/** The instant of a local time in a zone, both SQL, the zone one that is known. */
const inZone = (zone: string, local: string) => `cast(timezone(${zone}, ${local}) as timestamp)`;

/** The instant of a local time whose zone was written, or else is the one of the options. */
const instant = (zone: string, local: string, options: TimeOptions) => `case
  when ${zone} = '' then ${withoutZone(local, options)}
  when lower(${zone}) in ('z', 'utc', 'gmt') then ${local}
  when regexp_full_match(${zone}, '${OFFSET}') then ${local}
    - cast(${zone}[:1] || '1' as integer) * (cast(${zone}[2:3] as integer) * 60 + coalesce(try_cast(right(replace(${zone}, ':', ''), -3) as integer), 0)) * interval '1' minute
  when list_contains(getvariable('known_zones'), ${zone}) then ${inZone(zone, local)} end`;

const withoutZone = (local: string, { timeZone }: TimeOptions) =>
  timeZone === undefined ? local : inZone(quoteLiteral(timeZone), local);

const listOf = (formats: readonly string[]) => `[${formats.map(quoteLiteral).join(', ')}]`;

/** Of the given formats those that read an offset or a zone, and those that do not. */
function given({ timeFormats = [] }: TimeOptions) {
  const zoned = timeFormats.filter((format) => /%z/i.test(format));
  return { zoned, local: timeFormats.filter((format) => !zoned.includes(format)) };
}

/**
 * SQL for a time in UTC out of text: a format of the options; ISO 8601 with or without an offset or an IANA zone; epoch
 * seconds, milliseconds, microseconds or nanoseconds told apart by their number of digits (so from 1973 to 2286); or
 * Apache's `17/May/2015:10:05:03 +0200`. Null where it is none of them. What a row says never decides on another row.
 *
 * @param text SQL of the text
 */
export function timeSql(text: string, options: TimeOptions = {}): string {
  const digits = (n: string) => `regexp_full_match(${text}, '[0-9]{${n}}')`;
  const micros = (sql: string) => `make_timestamp(${sql})`;
  const { zoned, local } = given(options);
  const formats = [
    ...(zoned.length === 0
      ? []
      : [
          `when try_strptime(${text}, ${listOf(zoned)}) is not null and not regexp_matches(${text}, '${BAD_OFFSET}')
            then cast(try_strptime(${text}, ${listOf(zoned)}) as timestamp)`,
        ]),
    ...(local.length === 0
      ? []
      : [
          `when try_strptime(${text}, ${listOf(local)}) is not null
            then ${withoutZone(`try_strptime(${text}, ${listOf(local)})`, options)}`,
        ]),
  ];
  // The usual forms first: they need none of the patterns below, which cost more than all else in a row.
  return `case ${formats.join(' ')}
    when length(${text}) in (20, 24) and ends_with(${text}, 'Z') and ${text}[5] = '-' and ${text}[17] = ':'
      then try_cast(${text} as timestamp)
    when ${digits('9,10')} then ${micros(`cast(${text} as bigint) * 1000000`)}
    when regexp_full_match(${text}, '[0-9]{9,10}[.][0-9]+') then ${micros(`cast(round(cast(${text} as decimal(30, 9)) * 1000000) as bigint)`)}
    when ${digits('12,13')} then ${micros(`cast(${text} as bigint) * 1000`)}
    when ${digits('15,16')} then ${micros(`cast(${text} as bigint)`)}
    when ${digits('18,19')} then ${micros(`try_cast(${text} as bigint) // 1000`)}
    when regexp_matches(${text}, '^ *[[]?[0-9]{1,2}/[A-Za-z]{3}/') then ${bind(apache(text), 'p', bind(apacheLocal('p'), 't', instant('p.zone', 't', options)))}
    when regexp_matches(${text}, '^ *[0-9]{4}-') then ${bind(iso(text), 'p', bind(isoLocal('p'), 't', instant('p.zone', 't', options)))}
  end`;
}

/**
 * SQL for what the change of clocks does to a time that names no zone: `gap` where the zone has no such time, `overlap`
 * where it has it twice, else null.
 *
 * @param text SQL of the text
 */
export function clockChangeSql(text: string, options: TimeOptions): string {
  const { timeZone } = options;
  if (timeZone === undefined) return 'null::varchar';
  const { local } = given(options);
  const formatted = local.length === 0 ? '' : `try_strptime(${text}, ${listOf(local)}), `;
  const written = `coalesce(${formatted}case
    when regexp_matches(${text}, '^ *[[]?[0-9]{1,2}/[A-Za-z]{3}/') then ${bind(apache(text), 'p', `case when p.zone = '' then ${apacheLocal('p')} end`)}
    when regexp_matches(${text}, '^ *[0-9]{4}-') then ${bind(iso(text), 'p', `case when p.zone = '' then ${isoLocal('p')} end`)} end)`;
  const zone = quoteLiteral(timeZone);
  const again = (shift: string) => `timezone(${zone}, timezone(${zone}, t) ${shift})`;
  return bind(
    written,
    't',
    `case when ${again('')} <> t then 'gap' when ${[
      '- interval 1 hour',
      '+ interval 1 hour',
      '- interval 30 minute',
      '+ interval 30 minute',
    ]
      .map((shift) => `${again(shift)} = t`)
      .join(' or ')} then 'overlap' end`,
  );
}

/** How the reason begins of a time whose numbers may be a day and a month in either order. */
export const NO_DAY = 'does not say which number is the day';

const NUMBERS = /^ *(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?:([ T]+)\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?)?/i;

/**
 * The format of such times, if some of them prove the order of day and month and none contradicts: 25/04/2024 has no month 25.
 *
 * @returns a format for strptime, or null where the order is open
 *
 * @example
 * provenFormat(['05/04/2024 08:00', '25/04/2024 23:00']); // '%d/%m/%Y %H:%M'
 */
export function provenFormat(times: readonly string[]): string | null {
  const parts = times.flatMap((time) => {
    const part = NUMBERS.exec(time);
    return part === null ? [] : [part];
  });
  const [dayFirst, monthFirst] = [1, 3].map((at) => parts.some((part) => Number(part[at]) > 12));
  const sample = parts[0];
  if (sample === undefined || dayFirst === monthFirst) return null;
  const [, , divider, , year = '', gap, seconds = '', half = ''] = sample;
  const day = [dayFirst ? '%d' : '%m', dayFirst ? '%m' : '%d', year.length === 4 ? '%Y' : '%y'].join(divider);
  if (gap === undefined) return day;
  const clock = `${half === '' ? '%H' : '%I'}:%M${seconds === '' ? '' : ':%S'}`;
  return `${day}${gap}${clock}${half.replace(/[AP]M/i, '%p')}`;
}
