import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { toDataFrame } from '../../lib/engine/to-data-frame.js';
import { dataFrameTable, isDataFrame } from '../../lib/jupyter/data-frame-table.js';
import { table } from '../../lib/text/table.js';

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
  assert.equal(table(rows, { limit: 1 }).text, 'a\n1\n2 more rows not shown');
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

test('a DataFrame becomes a table, with the index where it has names', async () => {
  const frame = await toDataFrame([
    { country: 'DE', bytes_in: 2048 },
    { country: '<b>', bytes_in: 4096 },
  ]);
  assert.equal(isDataFrame(frame), true);
  assert.equal(isDataFrame([1, 2]), false);
  assert.equal(dataFrameTable(frame).text, 'country | bytes_in\nDE | 2 KiB\n<b> | 4 KiB');
  assert.match(dataFrameTable(frame).html, /&lt;b>/);
  assert.match(
    dataFrameTable(frame.loc({ columns: ['bytes_in'] }).describe()).text,
    /^ \| bytes_in\ncount \| 2\nmean \| 3,072\n/,
  );
});
