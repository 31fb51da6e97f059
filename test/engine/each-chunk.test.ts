import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { eachChunk } from '../../lib/engine/each-chunk.js';

const ROWS = 100_000;
const numbers = `select cast(range as integer) as i, cast(range / 2.0 as float) as half from range(${ROWS})`;

test('every row is handed over with its values', async () => {
  const connection = await openDuckDB();
  let [rows, sum, halves] = [0, 0, 0];
  await eachChunk(connection, numbers, {}, ROWS, (count, vector) => {
    const [i, half] = [vector(0), vector(1)];
    for (const value of new Int32Array(i.buffer, i.byteOffset, count)) sum += value;
    for (const value of new Float32Array(half.buffer, half.byteOffset, count)) halves += value;
    rows += count;
  });
  assert.deepEqual([rows, sum, halves], [ROWS, (ROWS * (ROWS - 1)) / 2, (ROWS * (ROWS - 1)) / 4]);
  connection.closeSync();
});

test('another query on the connection, which ends a stream early, loses no row', async () => {
  const connection = await openDuckDB();
  const seen = new Int32Array(ROWS);
  let others = Promise.resolve<unknown>(undefined);
  let chunks = 0;
  await eachChunk(connection, numbers, {}, ROWS, (count, vector, before) => {
    chunks += 1;
    if (chunks === 1) others = connection.run('select 1');
    const bytes = vector(0);
    seen.set(new Int32Array(bytes.buffer, bytes.byteOffset, count), before);
  });
  await others;
  assert.ok(seen.every((value, i) => value === i));
  connection.closeSync();
});
