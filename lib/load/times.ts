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
