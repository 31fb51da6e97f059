import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { integerTable } from '../../../lib/features/requests/integer-table.js';

test('a table of integers keeps each key once, in the order in which they came, and is empty after it was cleared', () => {
  const keys = fc.array(
    fc.integer({ min: 0, max: 2 ** 30 - 1 }).map((n) => n & 0x3fff_f0ff),
    { maxLength: 3_000 },
  );
  fc.assert(
    fc.property(keys, keys, (first, second) => {
      const table = integerTable(10_000);
      for (const list of [first, second]) {
        const distinct = [...new Set(list)];
        for (const key of list) assert.equal(table.keyAt(table.add(key)), key);
        assert.deepEqual(
          Array.from({ length: table.size() }, (_, place) => table.keyAt(place)),
          distinct,
        );
        assert.deepEqual(distinct.map(table.add), [...distinct.keys()]);
        table.clear();
        assert.equal(table.size(), 0);
      }
    }),
  );
});

test('a full table takes no further key, and still has those it took', () => {
  const table = integerTable(2);
  assert.deepEqual([7, 8, 9, 7].map(table.add), [0, 1, -1, 0]);
});
