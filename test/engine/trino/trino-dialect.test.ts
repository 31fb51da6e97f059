import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeSql } from '../../../lib/engine/compose-sql.js';
import { trinoDialect } from '../../../lib/engine/trino/trino-dialect.js';

const withFunctions = (sql: string) => composeSql(sql, {}, trinoDialect());

test('a query gets the functions that it uses, on its first line, and nothing else gets any', () => {
  assert.equal(
    withFunctions('-- a question?\nselect len($list) from t'),
    'with function len(list array(varchar)) returns bigint return cardinality(list) -- a question?\nselect len($list) from t',
  );
  assert.equal(withFunctions("select hash('a')").match(/function hash\(/g)?.length, 3);
  for (const sql of [
    'select lens(1), rehash(2)',
    "select 'len(' -- hash(",
    'create table t as select hash(a)',
    'with function len() …',
  ])
    assert.equal(withFunctions(sql), sql);
});

test('functions come before relations, also those that only a relation uses', () => {
  assert.equal(
    composeSql('with a as (select * from b)\nselect * from a', { b: 'select len($l) as n' }, trinoDialect()),
    'with function len(list array(varchar)) returns bigint return cardinality(list) with b as (select len($l) as n) ,    a as (select * from b)\nselect * from a',
  );
});

test('every function of the file is known, in one line, without comments', () => {
  const { functions = [] } = trinoDialect();
  assert.deepEqual(
    functions.map(({ name }) => name),
    [
      'hash',
      'hash',
      'hash',
      'len',
      'generate_series',
      'has_text',
      'ends_with',
      'ip_key',
      'is_crawler',
      'is_automatic',
    ],
  );
  for (const { name, text } of functions)
    assert.ok(text.startsWith(`function ${name}(`) && !/\n|--|,$/.test(text), text);
  assert.equal(
    functions[4]?.text,
    'function generate_series(first bigint, last bigint) returns array(bigint) return if(first > last, cast(array[] as array(bigint)), sequence(first, last))',
  );
});
