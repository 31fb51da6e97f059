import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { count, listOf, nullOr, number, object, optional, text } from '../../lib/files/json-shape.js';

const point = object({ name: text, at: listOf(object({ x: number })), n: optional(count), of: nullOr(text) });

test('the place of the first value of another kind is named', () => {
  const good = { name: 'a', at: [{ x: 1 }, { x: -2.5 }], of: null };
  assert.equal(point(good, ''), undefined);
  assert.equal(point({ ...good, n: 3, of: 'b', more: [] }, ''), undefined);
  for (const [value, place] of [
    [null, ''],
    [{ ...good, name: undefined }, 'name'],
    [{ ...good, at: { length: 0 } }, 'at'],
    [{ ...good, at: [{ x: 1 }, { x: Number.NaN }] }, 'at[1].x'],
    [{ ...good, at: [{ x: 1 }, null] }, 'at[1]'],
    [{ ...good, n: -1 }, 'n'],
    [{ ...good, n: 0.5 }, 'n'],
    [{ ...good, of: 1 }, 'of'],
    [Object.create(good), 'name'],
  ] as const)
    assert.equal(point(value, ''), place);
});

test('any JSON is checked without an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.notEqual(point(value, 'it'), undefined);
    }),
  );
});
