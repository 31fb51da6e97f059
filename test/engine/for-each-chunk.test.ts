import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { type ChunkVectors, forEachChunk, readChunks } from '../../lib/engine/for-each-chunk.js';

const ROWS = 100_000;
const numbers = `select cast(range as integer) as i, cast(range / 2.0 as float) as half from range(${ROWS})`;

test('every row is handed over with its values', async () => {
  const connection = await openDuckDB();
  let [rows, sum, halves] = [0, 0, 0];
  await forEachChunk(connection, numbers, {}, ROWS, ({ rows: count, column }) => {
    const [i, half] = [column(0), column(1)];
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
  await forEachChunk(connection, numbers, {}, ROWS, ({ rows: count, column, before }) => {
    chunks += 1;
    if (chunks === 1) others = connection.run('select 1');
    const bytes = column(0);
    seen.set(new Int32Array(bytes.buffer, bytes.byteOffset, count), before);
  });
  await others;
  assert.ok(seen.every((value, i) => value === i));
  connection.closeSync();
});

test('lists are handed over with where each begins, also where the engine tells one list for many rows', async () => {
  const connection = await openDuckDB();
  await connection.run('create table fives as select cast(5 as float) as five from range(4000)');
  for (const [sql, expected] of [
    [`select [i, i + 1] from (${numbers})`, (row: number) => [row, row + 1]],
    ['select [five, five] from fives', () => [5, 5]],
  ] as const) {
    const rows = sql.includes('fives') ? 4_000 : ROWS;
    for (const finished of [false, true]) {
      const found: number[][] = [];
      const take = ({ rows: count, lists }: ChunkVectors) => {
        const { starts, values } = lists(0);
        const { buffer, byteOffset, byteLength } = values;
        const all = sql.includes('fives')
          ? new Float32Array(buffer, byteOffset, byteLength / 4)
          : new Int32Array(buffer, byteOffset, byteLength / 4);
        for (let k = 0; k < count; k++) found.push([all[starts[k * 4]!]!, all[starts[k * 4]! + 1]!]);
      };
      const seen = await readChunks(await connection[finished ? 'run' : 'stream'](sql), take);
      assert.equal(seen, rows);
      assert.deepEqual(
        found,
        Array.from({ length: rows }, (_, row) => expected(row)),
      );
    }
  }
  connection.closeSync();
});
