import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { withMemoryLimit } from '../../lib/engine/with-memory-limit.js';

test('memory is limited by the number of records while the work runs, and no longer, however it ends', async () => {
  const connection = await openDuckDB();
  const limit = async () =>
    // What is in force; the setting by itself may say otherwise.
    (await query<{ x: string }>(connection, 'select memory_limit as x from pragma_database_size()'))[0]!.x;
  // Few records need what they are joined with, 2 million 400 bytes each; twenty million spill.
  assert.equal(await withMemoryLimit(connection, 1, limit), '381.4 MiB');
  assert.equal(await withMemoryLimit(connection, 2e6, limit), '762.9 MiB');
  assert.equal(await withMemoryLimit(connection, 2e7, limit), '953.6 MiB');
  const within = () =>
    withMemoryLimit(
      connection,
      2e6,
      async () => `${await withMemoryLimit(connection, 1e6, limit)}, then ${await limit()}`,
    );
  assert.equal(await within(), '762.9 MiB, then 762.9 MiB');
  // 50 bytes each, for what cannot be spilled.
  assert.equal(await withMemoryLimit(connection, 3e7, async () => 'done'), 'done');
  assert.equal(await limit(), '1.3 GiB');
  await assert.rejects(
    withMemoryLimit(connection, 1, () => Promise.reject(new Error('no'))),
    /^Error: no$/,
  );
  assert.equal(await limit(), '381.4 MiB');
});
