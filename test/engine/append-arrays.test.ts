import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrayAppender } from '../../lib/engine/append-arrays.js';
import { VECTOR_ROWS } from '../../lib/engine/append-batch.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';

test('what stands in arrays, or in parts of them, is in the table in its order', async () => {
  const connection = await openDuckDB();
  await connection.run('create table rows (n integer, half float, large ubigint, even boolean)');
  const all = 5_000;
  const n = Int32Array.from({ length: all }, (_, i) => i - 7);
  const half = Float32Array.from(n, (value) => value / 2);
  const large = BigUint64Array.from(n, (value) => 2n ** 63n + BigInt(value));
  const even = Uint8Array.from(n, (value) => (value % 2 === 0 ? 1 : 0));
  const { append, end } = await arrayAppender(connection, 'rows');
  for (let from = 0; from < all; from += VECTOR_ROWS)
    append([n, half, large, even].map((column) => column.subarray(from, from + VECTOR_ROWS)));
  end();
  const found = await connection.runAndReadAll('select * from rows');
  assert.deepEqual(
    found.getRows(),
    Array.from(n, (value) => [value, value / 2, 2n ** 63n + BigInt(value), value % 2 === 0]),
  );
  connection.closeSync();
});
