/** A value as the DuckDB engine's `query` gives it too. */
export type TypedValue = string | number | bigint | boolean | Date | null | readonly TypedValue[];

/**
 * How a column's values in Trino's JSON become what `query` gives of DuckDB: BIGINT as bigint, times as Date, DECIMAL and
 * DOUBLE as number, also where JSON has them as text (`"NaN"`, `"1.5"`). Rows and maps stay as they came.
 *
 * @param type Trino's name of the column's type, such as `array(bigint)`
 * @returns a function that throws of a time in a zone other than UTC, which is to be cast in the SQL
 *
 * @example
 * typedValue('bigint')(7); // 7n
 */
export function typedValue(type: string): (value: unknown) => TypedValue {
  const typed = typedPresent(type);
  return (value) => (value === null || value === undefined ? null : typed(value));
}

function typedPresent(type: string): (value: unknown) => TypedValue {
  const [name = ''] = type.split('(');
  if (name === 'bigint') return (value) => BigInt(value as number | bigint);
  if (name === 'real') return (value) => Math.fround(Number(value));
  if (name === 'double' || name === 'decimal') return Number;
  if (name === 'date') return (value) => new Date(`${value}T00:00:00Z`);
  if (name.startsWith('timestamp')) return (value) => time(String(value));
  if (name !== 'array') return (value) => value as TypedValue;
  const item = typedValue(type.slice('array('.length, -1));
  return (value) => (value as readonly unknown[]).map(item);
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
