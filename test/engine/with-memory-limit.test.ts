import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { withMemoryLimit } from '../../lib/engine/with-memory-limit.js';

test('memory is limited by the number of records while the work runs, and no longer, however it ends', async () => {
  const connection = await openDuckDB();
  const limit = async () =>
    (await query<{ x: string }>(connection, "select current_setting('memory_limit') as x"))[0]!.x;
  const before = await limit();
  // 3 million records at 200 bytes each; a hundred million spill.
  assert.equal(await withMemoryLimit(connection, 3e6, limit), '572.2 MiB');
  assert.equal(await withMemoryLimit(connection, 1e8, limit), '953.6 MiB');
  assert.equal(await limit(), before);
  await assert.rejects(
    withMemoryLimit(connection, 1, () => Promise.reject(new Error('no'))),
    /^Error: no$/,
  );
  assert.equal(await limit(), before);
});
