import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { table } from '../../lib/jupyter/table.js';

test('table() writes bytes in binary units, times in UTC, ports without separators, and dashes for nothing', () => {
  const { text } = table([
    {
      bytes_in: 13182n,
      time: new Date('2024-04-25T23:00:00Z'),
      dst_port: 8443,
      records: 1234567,
      note: null,
    },
  ]);
  assert.equal(
    text,
    'bytes_in | time (UTC) | dst_port | records | note\n12.9 KiB | 2024-04-25 23:00:00 | 8443 | 1,234,567 | –',
  );
});

test('table() shows at most the rows asked for and counts the rest', () => {
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
  assert.equal(table(rows, { most: 1 }).text, 'a\n1\n2 more rows not shown');
});

test('whatever a record holds, a table has no markup of its choosing', () => {
  check(
    property(string(), string(), (value, name) => {
      const { html } = table([{ a: `<img onerror=x>${value}` }], {
        columns: [{ name: 'a', title: `<b>${name}` }],
      });
      assert.doesNotMatch(html, /<img|<b>|<script|\u202e/);
    }),
  );
});
