import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactJson } from '../../lib/engine/trino/connect-trino.js';
import { typedValue } from '../../lib/engine/typed-value.js';

test('values have the types that DuckDB gives', () => {
  const values: readonly (readonly [string, unknown, unknown])[] = [
    ['bigint', 7, 7n],
    ['bigint', 9007199254740993n, 9007199254740993n],
    ['integer', 7, 7],
    ['double', 'NaN', Number.NaN],
    ['double', '-Infinity', Number.NEGATIVE_INFINITY],
    ['real', 0.1, Math.fround(0.1)],
    ['decimal(3, 1)', '1.5', 1.5],
    ['timestamp(6)', '2024-04-25 23:00:00.123456', new Date('2024-04-25T23:00:00.123Z')],
    ['timestamp(3) with time zone', '2024-04-25 23:00:00.000 UTC', new Date('2024-04-25T23:00:00Z')],
    ['date', '2024-04-25', new Date('2024-04-25T00:00:00Z')],
    ['array(array(bigint))', [[1], null], [[1n], null]],
    ['varchar(3)', 'abc', 'abc'],
    ['boolean', false, false],
    ['bigint', null, null],
  ];
  for (const [type, value, expected] of values) assert.deepEqual(typedValue(type)(value), expected, type);
  assert.throws(
    () => typedValue('timestamp with time zone')('2024-04-25 23:00:00.000 Europe/Berlin'),
    /Europe\/Berlin/,
  );
});

test('integers beyond 2^53 survive in JSON, and texts that look like them stay texts', () => {
  assert.deepEqual(exactJson('[9007199254740991, -9223372036854775808, 1.0E16, "9007199254740993"]'), [
    9007199254740991,
    -9223372036854775808n,
    1e16,
    '9007199254740993',
  ]);
});
