import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDB, withConnection } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { runInParallel } from '../../lib/engine/run-in-parallel.js';

test('works run at once on connections of their own, which see the tables and compute as the first one does', async () => {
  const connection = await openDuckDB();
  await connection.run('create table numbers as select range as n from range(10)');
  let waiting = 0;
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const work = (condition: string) => async (own: typeof connection) => {
    assert.notEqual(own, connection);
    waiting += 1;
    if (waiting === 2) meet();
    await met;
    return query<{ sum: number; half: number }>(
      own,
      `select cast(sum(n) as integer) as sum, cast(7 / 2 as double) as half from numbers where ${condition}`,
    );
  };
  assert.deepEqual(await runInParallel(connection, [work('n < 5'), work('n >= 5')]), [
    [{ sum: 10, half: 3 }],
    [{ sum: 35, half: 3 }],
  ]);
});

test('the first error is told when all have ended, and the engine has all its threads again', async () => {
  const connection = await openDuckDB();
  const threads = async () =>
    (await connection.runAndReadAll("select current_setting('threads')")).getRows()[0]![0];
  const before = await threads();
  let ended = false;
  await assert.rejects(
    runInParallel<unknown>(connection, [
      (own) => own.run("select error('first')"),
      async (own) => {
        await own.run('select count(*) from range(10000000)');
        ended = true;
      },
    ]),
    /first/,
  );
  assert.ok(ended);
  assert.equal(await threads(), before);
});

test('an engine that was not opened here is not connected to', async () => {
  const foreign = await (await DuckDBInstance.create()).connect();
  await assert.rejects(
    withConnection(foreign, async () => 'never'),
    /Only the engine of a connection that openDuckDB opened/,
  );
});
