import assert from 'node:assert/strict';
import { test } from 'node:test';
import { query } from '../../lib/engine/query.js';
import { withFittedFeatures } from '../../lib/features/fit-features.js';
import { readChunks } from '../../lib/features/read-chunks.js';
import { readMatrix } from '../../lib/features/read-matrix.js';
import { uniformSample } from '../../lib/features/uniform-sample.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { tinyTraffic } from './tiny-traffic.js';

test('chunks one after the other are the whole matrix', async () => {
  const traffic = await tinyTraffic(
    Array.from({ length: 20 }, (_, i) => ({ bytes_in: 1000 * i, dst_port: i % 3 === 0 ? 443 : 80 + i })),
  );
  await withFittedFeatures(traffic, {}, async (fitted, { connection }, tables) => {
    const whole = await readMatrix(connection, tables, fitted);
    let rows = 0;
    const sizes: number[] = [];
    for await (const chunk of readChunks(connection, tables, fitted, 7)) {
      const width = chunk.columns.length;
      sizes.push(chunk.rows);
      assert.deepEqual(chunk.rowIds, whole.rowIds.slice(rows, rows + chunk.rows));
      assert.deepEqual(chunk.values, whole.values.slice(rows * width, (rows + chunk.rows) * width));
      for (const [name, { codes }] of Object.entries(chunk.categories)) {
        assert.deepEqual(codes, whole.categories[name]!.codes.slice(rows, rows + chunk.rows));
      }
      rows += chunk.rows;
    }
    assert.deepEqual(sizes, [7, 7, 6]);
  });
});

test('chunks of records between which others are missing hold as many records as those of all', async () => {
  const traffic = await tinyTraffic(Array.from({ length: 20 }, (_, i) => ({ bytes_in: 1000 * i })));
  await withFittedFeatures(traffic, {}, async (fitted, { connection }, tables) => {
    const ids: number[][] = [];
    const odd = '(select * from traffic where row_id % 2 = 1)';
    const relations = new Map(
      [...tables].map(([file, relation]) => [
        file,
        { ...relation, from: (rows: string) => relation.from(`row_id % 2 = 1 and ${rows}`) },
      ]),
    );
    for await (const { rowIds } of readChunks(connection, relations, fitted, 4, odd)) ids.push([...rowIds]);
    assert.deepEqual(ids, [
      [1, 3, 5, 7],
      [9, 11, 13, 15],
      [17, 19],
    ]);
  });
});

test('a uniform sample is about as large as wanted, depends on the seed alone, and is everything where it may be', async () => {
  const { connection } = requireLocal(await tinyTraffic([{}])).engine;
  const drawn = async (seed: number): Promise<readonly number[]> => {
    const where = uniformSample(10_000, 2_000, seed);
    const rows = await query<{ row_id: number }>(
      connection,
      `select row_id from (select cast(range as integer) as row_id from range(1, 10001)) where ${where} order by row_id`,
    );
    return rows.map(({ row_id }) => row_id);
  };
  const first = await drawn(1);
  // Four standard deviations of a binomial count.
  assert.ok(Math.abs(first.length - 2_000) < 160, `${first.length}`);
  assert.ok(Math.abs(first.filter((id) => id <= 5_000).length - 1_000) < 113);
  assert.deepEqual(await drawn(1), first);
  assert.notDeepEqual(await drawn(2), first);
  assert.equal(uniformSample(2_000, 2_000, 1), 'true');
});
