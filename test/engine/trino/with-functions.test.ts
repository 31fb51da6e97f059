import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFunctions } from '../../../lib/engine/trino/with-functions.js';

test('a query gets the functions that it uses, on its first line, and nothing else gets any', () => {
  assert.equal(
    withFunctions('-- a question?\nselect len($list) from t'),
    'with function len(list array(varchar)) returns bigint return cardinality(list) -- a question?\nselect len($list) from t',
  );
  assert.equal(withFunctions("select hash('a')").match(/function hash\(/g)?.length, 3);
  for (const sql of [
    'select lens(1), rehash(2)',
    'create table t as select hash(a)',
    'with function len() …',
  ])
    assert.equal(withFunctions(sql), sql);
});
