import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BIGINT, INTEGER, VARCHAR } from '@duckdb/node-api';
import { batchColumns } from '../../lib/engine/column-batch.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';

const endless = 'select count(*) as n from range(1000000000000) as r(i) where hash(i) = 1';
const engineOf = async () => duckdbEngine(await openDuckDB());

test('a query binds values of every kind, and names that stand for SELECTs, later ones of earlier ones', async () => {
  const engine = await engineOf();
  const relations = {
    ports: 'select 443 as port union all select 80',
    tls: 'select * from ports where port = 443',
  };
  assert.deepEqual(
    await engine.query(
      'select port, $at as at, $n as n from tls',
      { at: new Date(0), n: 2n ** 60n },
      { relations },
    ),
    [{ port: 443, at: new Date(0), n: 2n ** 60n }],
  );
  const made = await engine.createTable('select port from tls where port > $least', {
    relations,
    parameters: { least: 1 },
  });
  assert.deepEqual(await engine.query(`select * from ${made.name}`), [{ port: 443 }]);
});

test('a stream gives columns, of an answer without rows too', async () => {
  const engine = await engineOf();
  assert.deepEqual(
    await batchColumns(engine.stream('select i, i % 2 = 0 as even from range(5000) as r(i)')),
    {
      i: Array.from({ length: 5000 }, (_, i) => BigInt(i)),
      even: Array.from({ length: 5000 }, (_, i) => i % 2 === 0),
    },
  );
  assert.deepEqual(await batchColumns(engine.stream('select 1 as a where false')), { a: [] });
});

test('tables have names of their own or the one given, which the next takes over, and each drops only itself', async () => {
  const engine = await engineOf();
  const [first, second] = [
    await engine.createTable('select 1 as a'),
    await engine.createTable('select 2 as a'),
  ];
  assert.notEqual(first.name, second.name);
  await first.drop();
  assert.deepEqual([await engine.hasTable(first.name), await engine.hasTable(second.name)], [false, true]);
  const older = await engine.createTable('select 1 as a', { name: 'busy' });
  const newer = await engine.uploadTable(
    {
      a: { type: INTEGER, values: Int32Array.of(5, 6) },
      b: { type: VARCHAR, values: ['x', null] },
      c: { type: BIGINT, values: [1n, 2n ** 60n] },
    },
    { name: 'busy' },
  );
  await older.drop();
  assert.deepEqual(await engine.query('select * from busy order by a'), [
    { a: 5, b: 'x', c: 1n },
    { a: 6, b: null, c: 2n ** 60n },
  ]);
  await newer.drop();
  assert.equal(await engine.hasTable('busy'), false);
  await engine.connection.run('create view seen as select 1 as a');
  assert.equal(await engine.hasTable('seen'), true, 'a view is one too');
});

test('a query, and work of several, stop with their signal; tables that were made in it are dropped all the same', async () => {
  const engine = await engineOf();
  const reason = new Error('enough');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 50);
  await assert.rejects(engine.query(endless, {}, { signal: stop.signal }), (error) => error === reason);
  const work = new AbortController();
  setTimeout(() => work.abort(reason), 50);
  await assert.rejects(
    engine.during({ signal: work.signal }, (outer) =>
      outer.during({ records: 1 }, async (inner) => {
        const table = await inner.createTable('select 1 as a', { name: 'kept' });
        try {
          return await inner.query(endless);
        } finally {
          await table.drop();
        }
      }),
    ),
    (error) => error === reason,
  );
  assert.equal(await engine.hasTable('kept'), false);
  assert.deepEqual(await engine.query('select 1 as a'), [{ a: 1 }], 'what follows runs');
});

test('an engine is its own local DuckDB, and the same for the same connection', async () => {
  const engine = await engineOf();
  assert.equal(await engine.withLocal(async (local) => local), engine);
  assert.equal(duckdbEngine(engine.connection), engine);
});

test('wrong SQL is an SqlError with the place and the name meant, also in a query', async () => {
  const engine = await engineOf();
  await engine.connection.run('create table traffic as select 1 as bytes_in');
  await assert.rejects(engine.query('select byte_in from traffic'), {
    name: 'SqlError',
    message: /^SQL, line 1, column 8: .* Did you mean bytes_in\?/,
  });
});
