import type { Traffic } from '../../../lib/load/traffic.js';

/** Which raw columns a setting has. */
export type RawKind = keyof typeof rawColumns;

const seconds = "date_diff('second', creation_time, end_time)";

/**
 * The columns that a user of another library would prepare: logarithms of quantities, and texts one-hot. What is the same
 * in every record is left out.
 */
const rawColumns = {
  connections: {
    numbers: [`ln(1 + ${seconds})`, 'ln(1 + bytes_in)', 'ln(1 + bytes_out)'],
    texts: ['dst_port', 'protocol'],
  },
  requests: {
    numbers: [
      'ln(1 + bytes_out)',
      'hour(creation_time)',
      'length(uri)',
      "case when contains(uri, '?') then 1 + length(uri) - length(replace(uri, '&', '')) else 0 end",
      "length(regexp_replace(uri, '[^0-9]', '', 'g'))",
      "length(uri) - length(replace(uri, '%', ''))",
    ],
    texts: ['response_code', 'method'],
  },
  simulated: {
    numbers: [
      'ln(1 + bytes_in)',
      'ln(1 + bytes_out)',
      `ln(1 + ${seconds})`,
      'hour(creation_time)',
      'dst_port',
      'response_code',
    ],
    texts: [],
  },
} as const;

/** The raw columns of all records, in the order of `row_id`: records × columns, row-major. */
export async function readRawColumns(traffic: Traffic, kind: RawKind): Promise<Float32Array> {
  const { numbers, texts } = rawColumns[kind];
  const list = [
    ...numbers.map((sql, i) => `coalesce(cast(${sql} as double), 0) as n${i}`),
    ...texts.map((sql, i) => `coalesce(cast(${sql} as varchar), '') as t${i}`),
  ];
  const rows = await traffic.engine.query<Record<string, number | string>>(
    `select ${list.join(', ')} from traffic order by row_id`,
  );
  const column = (name: string) => rows.map((row) => row[name]!);
  const oneHot = texts.flatMap((_, i) => {
    const values = column(`t${i}`);
    return [...new Set(values)].map((value) => values.map((other) => (other === value ? 1 : 0)));
  });
  const columns = [...numbers.map((_, i) => column(`n${i}`).map(Number)), ...oneHot].filter((values) =>
    values.some((value) => value !== values[0]),
  );
  const matrix = new Float32Array(rows.length * columns.length);
  columns.forEach((values, j) => {
    values.forEach((value, i) => {
      matrix[i * columns.length + j] = value;
    });
  });
  return matrix;
}
