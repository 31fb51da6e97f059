/** A value as the DuckDB engine's `query` gives it too. */
export type TypedValue = string | number | bigint | boolean | Date | null | readonly TypedValue[];

/**
 * Turns a value of Trino's JSON into what `query` gives of DuckDB: BIGINT as bigint, times as Date, DECIMAL and DOUBLE as
 * number, also where JSON has them as text (`"NaN"`, `"1.5"`). Rows and maps stay as they came.
 *
 * @param type Trino's name of the column's type, such as `array(bigint)`
 * @throws of a time in a zone other than UTC, which is to be cast in the SQL
 *
 * @example
 * typedValue('bigint', 7); // 7n
 */
export function typedValue(type: string, value: unknown): TypedValue {
  if (value === null || value === undefined) return null;
  const [name = ''] = type.split('(');
  if (name === 'bigint') return BigInt(value as number | bigint);
  if (name === 'real') return Math.fround(Number(value));
  if (name === 'double' || name === 'decimal') return Number(value);
  if (name === 'date') return new Date(`${value}T00:00:00Z`);
  if (name.startsWith('timestamp')) return time(String(value));
  if (name === 'array')
    return (value as readonly unknown[]).map((item) => typedValue(type.slice('array('.length, -1), item));
  return value as TypedValue;
}

/** `2024-04-25 23:00:00.000`, and ` UTC` where it has a zone. */
function time(text: string): Date {
  const [day, clock, zone = 'UTC'] = text.split(' ');
  if (zone !== 'UTC')
    throw new Error(
      `A time of the result is in the zone ${zone}: write cast(… at time zone 'UTC' as timestamp) in the SQL.`,
    );
  return new Date(`${day}T${clock}Z`);
}
