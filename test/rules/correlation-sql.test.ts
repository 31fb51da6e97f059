import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import type { Correlation } from '../../lib/rules/rule.js';
import { hitsOf, type RequestRow, requestRelations } from './request-rows.js';

const engine = openDuckDB().then(duckdbEngine);
const PARTS = ["has_text(uri_both, 'a')", "has_text(uri_both, 'b')", 'response_code >= 400'];
const HOLDS: readonly ((row: RequestRow) => boolean)[] = [
  ({ uri }) => (uri ?? '').includes('a'),
  ({ uri }) => (uri ?? '').includes('b'),
  ({ response_code }) => (response_code ?? 0) >= 400,
];
const COMPARE: Readonly<Record<Correlation['operator'], (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** The records that complete a correlation, by its definition: each record is compared with all others. */
function completed(
  { type, rules, seconds, operator, count }: Correlation,
  rows: readonly RequestRow[],
): readonly number[] {
  const hits = rules.flatMap(({ groupBy, value }, part) =>
    rows.flatMap((row, i) => {
      const group = groupBy.map((column) => row[column as 'src_ip']);
      const counted = {
        event_count: i,
        value_count: value === null ? null : row[value as 'host'],
        temporal: part,
      }[type as 'temporal'];
      const known = [row.second, ...group, type === 'value_count' ? counted : 0];
      if (!HOLDS[part]!(row) || known.some((one) => one === null || one === undefined)) return [];
      return [{ i, part, second: row.second!, group: JSON.stringify(group), counted }];
    }),
  );
  const complete = (hit: (typeof hits)[number]) => {
    const before = hits.filter(
      ({ group, second }) => group === hit.group && second <= hit.second && second >= hit.second - seconds,
    );
    if (type !== 'temporal_ordered')
      return COMPARE[operator](new Set(before.map(({ counted }) => counted)).size, count);
    if (hit.part !== rules.length - 1) return false;
    // The latest hit of each rule that is no later than that of the next one.
    let latest = hit.second;
    for (let part = rules.length - 2; part >= 0; part--) {
      const seconds = before
        .filter((one) => one.part === part && one.second <= latest)
        .map((one) => one.second);
      if (seconds.length === 0) return false;
      latest = Math.max(...seconds);
    }
    return true;
  };
  return [...new Set(hits.filter(complete).map(({ i }) => i + 1))].sort((a, b) => a - b);
}

const row: fc.Arbitrary<RequestRow> = fc.record({
  uri: fc.constantFrom('/a', '/b', '/ab', '/'),
  response_code: fc.constantFrom(200, 404, null),
  src_ip: fc.constantFrom('192.0.2.1', '192.0.2.2', null),
  host: fc.constantFrom('x', 'y', 'z', null),
  second: fc.option(fc.integer({ min: 0, max: 40 })),
});
const correlation: fc.Arbitrary<Correlation> = fc
  .record({
    type: fc.constantFrom('event_count', 'value_count', 'temporal', 'temporal_ordered'),
    parts: fc.subarray([0, 1, 2], { minLength: 1 }),
    groupBy: fc.constantFrom([], ['src_ip'], ['src_ip', 'host']),
    seconds: fc.integer({ min: 1, max: 15 }),
    operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    count: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ type, parts, groupBy, ...more }) => ({
    type,
    // The definition above names predicates by their position.
    rules: parts.map((_, i) => ({
      name: `part ${i}`,
      sql: PARTS[i]!,
      groupBy,
      value: type === 'value_count' ? 'host' : null,
    })),
    ...more,
  }));

test('the hits of a correlation are those of its definition', async () => {
  const local = await engine;
  await fc.assert(
    fc.asyncProperty(correlation, fc.array(row, { minLength: 1, maxLength: 25 }), async (given, rows) => {
      const found = await hitsOf(local, { sql: '', correlation: given }, requestRelations(rows));
      assert.deepEqual(found, completed(given, rows));
    }),
    { numRuns: 150 },
  );
});

test('a span includes both of its ends', async () => {
  const given: Correlation = {
    type: 'event_count',
    rules: [{ name: 'all', sql: 'true', groupBy: ['src_ip'], value: null }],
    seconds: 60,
    operator: '>=',
    count: 2,
  };
  const at = (second: number) => ({ src_ip: '192.0.2.1', second });
  assert.deepEqual(
    await hitsOf(await engine, { sql: '', correlation: given }, requestRelations([at(0), at(60)])),
    [2],
  );
  assert.deepEqual(
    await hitsOf(await engine, { sql: '', correlation: given }, requestRelations([at(0), at(61)])),
    [],
  );
});
