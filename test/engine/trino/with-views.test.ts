import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withViews } from '../../../lib/engine/trino/with-views.js';

const views = {
  traffic: 'select * from "hive"."logs"."traffic"',
  labels: 'select 1 as row_id',
  busy: 'select src_ip from traffic',
};

test('a query gets the SELECTs of the names that it uses, and those that these use, in their order', () => {
  assert.equal(
    withViews('select count(*) from busy', views),
    `with traffic as (${views.traffic}), busy as (${views.busy}) select count(*) from busy`,
  );
  assert.equal(withViews('select labels_of(1)', views), 'select labels_of(1)');
});

test('its own names come after them, and each character of it stays on its line and column but for the first', () => {
  const sql = '-- Who?\nwith asked as (select * from traffic)\nselect * from asked';
  const found = withViews(sql, views);
  assert.equal(
    found,
    `with traffic as (${views.traffic}) -- Who?\n,    asked as (select * from traffic)\nselect * from asked`,
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
});

test('what is no query stays as it is', () => {
  for (const sql of [
    'create table traffic (a integer)',
    'explain select * from traffic',
    'with function f() returns integer return 1 select * from traffic',
  ])
    assert.equal(withViews(sql, views), sql);
});
