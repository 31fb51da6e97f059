import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDuckDB } from '../../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../../lib/engine/duckdb-engine.js';
import { readSqlFile } from '../../../lib/engine/read-sql-file.js';
import { learnRequests } from '../../../lib/features/requests/learn-requests.js';

/** Asks which clients sent which requests, of records that a SELECT gives. */
const pairsOf = (traffic: string) =>
  withDuckDB((connection) =>
    duckdbEngine(connection).query<{ src_ip: string; uri: string }>(
      readSqlFile('features-request-pairs'),
      {},
      { relations: { traffic } },
    ),
  );

test('a client and request come once, whatever the number of records; not without a client or request', async () => {
  const pairs = await pairsOf(
    `select * from (values ('a', '/'), ('a', '/'), ('b', '/'), ('a', '/x'), ('a', ''), ('a', null), (null, '/')) as t(src_ip, uri)`,
  );
  assert.deepEqual(pairs.map(({ src_ip, uri }) => src_ip + uri).sort(), ['a/', 'a/x', 'b/']);
});

test('of one client at most 5,000 requests are learned from, of all at most 20,000,000 characters and 200,000', async () => {
  const one = await pairsOf(
    "select case when range % 7 = 0 then 'b' else 'a' end as src_ip, '/' || range as uri from range(10000)",
  );
  const of = (client: string) => one.filter(({ src_ip }) => src_ip === client).length;
  assert.deepEqual([of('a'), of('b')], [5_000, 1_429]);
  const many = await pairsOf("select 'c' || range % 50000 as src_ip, '/' || range as uri from range(250000)");
  assert.equal(many.length, 200_000);
  const long = await pairsOf(
    "select 'c' || range % 50000 as src_ip, range || repeat('x', 9000) as uri from range(3000)",
  );
  assert.equal(long.length, 2_500);
  assert.ok(long.every(({ uri }) => uri.length === 8_000));
});

test('what is learned does not depend on the order of the records', async () => {
  const select =
    "select 'c' || range % 300 as src_ip, '/' || range % 7919 || '?a=' || range as uri from range(20000)";
  const learn = (traffic: string) =>
    withDuckDB(async (connection) => {
      await connection.run(`create table traffic as ${traffic}`);
      return learnRequests(duckdbEngine(connection));
    });
  const model = await learn(select);
  assert.equal(model.clients, 300);
  assert.deepEqual(await learn(`${select} order by hash(range)`), model);
});
