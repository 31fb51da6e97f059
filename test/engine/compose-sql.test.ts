import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, constantFrom, property, string } from 'fast-check';
import { composeSql, DUCKDB } from '../../lib/engine/compose-sql.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';

const relations = {
  traffic: 'select * from "hive"."logs"."traffic"',
  labels: 'select 1 as row_id',
  busy: 'select src_ip from traffic',
};

test('a query gets the relations that it uses, and those that these use before them, whatever their order', () => {
  const expected = `with traffic as (${relations.traffic}), busy as (${relations.busy}) select count(*) from busy`;
  assert.equal(composeSql('select count(*) from busy', relations), expected);
  const { busy, traffic } = relations;
  assert.equal(composeSql('select count(*) from busy', { busy, traffic }), expected);
  assert.equal(
    composeSql('select 1 from BUSY, "labels"', relations, DUCKDB),
    `with labels as not materialized (select 1 as row_id), traffic as not materialized (${traffic}), busy as not materialized (${busy}) select 1 from BUSY, "labels"`,
  );
});

test('a function, a column after a dot, a text and a comment use no relation', () => {
  for (const sql of [
    'select labels_of(1)',
    'select labels(1)',
    'select t.labels, labels.row_id from logs.traffic as t',
    "select 'busy' -- from busy\n/* traffic */",
  ])
    assert.equal(composeSql(sql, relations), sql);
});

test('its own names come after them, and each character of it stays on its line and column but for the first', () => {
  const sql = '-- Who?\nwith asked as (select * from traffic)\nselect * from asked';
  const found = composeSql(sql, relations);
  assert.equal(
    found,
    `with traffic as (${relations.traffic}) -- Who?\n,    asked as (select * from traffic)\nselect * from asked`,
  );
  assert.deepEqual(
    found
      .split('\n')
      .map((line) => line.length)
      .slice(1),
    sql
      .split('\n')
      .map((line) => line.length)
      .slice(1),
  );
  assert.equal(
    composeSql('with recursive\n n as (select 1)\nselect * from n, labels', relations),
    'with recursive labels as (select 1 as row_id) ,             \n n as (select 1)\nselect * from n, labels',
  );
});

test('a name that the query defines itself is its own, and another one where it is not in sight', () => {
  const own = 'with busy as (select 1 as a), labels(b) as (select 2) select * from busy, labels';
  assert.equal(composeSql(own, relations), own);
  assert.match(
    composeSql('select * from (with busy as (select 1 as a) select * from busy), busy', relations),
    /^with traffic as .*, busy as \(select src_ip/,
  );
  assert.equal(
    composeSql('select * from (with busy as (select 1 as a) select * from busy)', relations),
    'select * from (with busy as (select 1 as a) select * from busy)',
  );
});

test('relations of several lines stand in one, without their comments', () => {
  assert.equal(
    composeSql('select *\nfrom a', { a: "-- What?\nselect 1 as b, -- one\n  '-- no comment' as c\n-- end" }),
    "with a as (select 1 as b, '-- no comment' as c) select *\nfrom a",
  );
});

test('what is no query stays as it is', () => {
  for (const sql of [
    'create table traffic (a integer)',
    'explain select * from traffic',
    'with function f() returns integer return 1 select * from traffic',
    '',
  ])
    assert.equal(composeSql(sql, relations), sql);
});

test('DuckDB reads a table of the same name in a relation, in every place where the query names it', async () => {
  const connection = await openDuckDB();
  await connection.run('create table traffic as select i as row_id from range(10) as t(i)');
  const sql = `with low as (select * from traffic where row_id < 3)
    select (select count(*) from traffic) as all_records, (select count(*) from low) as some, (select max(n) from ids) as most`;
  const [row] = await query(
    connection,
    composeSql(
      sql,
      {
        ids: 'select count(*) as n from traffic',
        traffic: 'select * from traffic where row_id > $least',
      },
      DUCKDB,
    ),
    { least: 1 },
  );
  assert.deepEqual(row, { all_records: 8n, some: 1n, most: 8n });
});

test('a query gives the same rows composed, whatever a relation holds and whatever stands before the query', async () => {
  const connection = await openDuckDB();
  const before = constantFrom('', '-- busy\n', '/* ( */ ', '\n\n', 'with own as (select 1 as a)\n');
  const cases: (readonly [string, string])[] = [];
  check(
    property(string({ unit: 'grapheme' }), before, (value, lead) => {
      if (!value.includes('\0')) cases.push([value, lead]);
    }),
  );
  for (const [value, lead] of cases) {
    const text = `'${value.replaceAll("'", "''")}'`;
    const sql = `${lead}select content, (select count(*) from busy) as n from busy`;
    const rows = await query(connection, composeSql(sql, { busy: `select ${text} as content` }, DUCKDB));
    assert.deepEqual(rows, [{ content: value, n: 1n }], sql);
  }
});
