import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvOf } from '../../../lib/report/browser/csv-of.js';
import { unpackColumns } from '../../../lib/report/browser/unpack-columns.js';
import { packColumns } from '../../../lib/report/explore/pack-columns.js';
import type { AboutRecords } from '../../../lib/report/explore/record-columns.js';
import { HOSTILE } from '../../hostile/strings.js';

const about: AboutRecords = {
  records: 0,
  bin: { seconds: 60, from: 'span', finest: 1 },
  gaps: [],
  threshold: null,
  findings: [],
  clients: null,
  leftOut: [],
  cells: null,
};

test('columns come out as they went in, whatever numbers and names they hold', async () => {
  const number = fc.oneof(fc.integer(), fc.nat(300), fc.nat(70_000), fc.double(), fc.constant(Number.NaN));
  const names = fc.uniqueArray(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '</script>')),
    {
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(names, fc.array(number, { maxLength: 50 }), async (all, values) => {
      const numbers = Object.fromEntries(all.map((name) => [name, Float64Array.from(values)]));
      const texts = { rule: { values: [...HOSTILE], codes: Float64Array.from(values, (_, i) => i) } };
      const packed = packColumns({ rows: values.length, texts, numbers, about });
      assert.match(packed, /^[A-Za-z0-9+/=]*$/);
      const again = await unpackColumns(packed);
      assert.equal(again.rows, values.length);
      assert.deepEqual(again.texts.rule?.values, HOSTILE);
      assert.deepEqual(
        Array.from(again.texts.rule?.codes ?? []),
        Array.from(values, (_, i) => i),
      );
      for (const name of all) {
        const got = Array.from(Object.getOwnPropertyDescriptor(again.numbers, name)?.value as number[]);
        assert.ok(
          got.every((value, i) => Object.is(value, values[i]) || (value === 0 && values[i] === 0)),
          name,
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('as CSV, a text that a spreadsheet would take for a formula has an apostrophe before it, and times are UTC', () => {
  const rows = ['=1+1', '+1', '-1', '@x', '|x', 'plain', 'with "quotes", commas'];
  const columns = {
    rows: rows.length,
    texts: { rule_names: { values: rows, codes: Uint8Array.from(rows, (_, i) => i) } },
    numbers: {
      row_id: rows.map((_, i) => i + 1),
      creation_time: rows.map((_, i) => Date.UTC(2024, 3, 1, 0, 0, i, i === 1 ? 5 : 0)),
      bytes_in: rows.map((_, i) => (i === 0 ? Number.NaN : -i)),
    },
    about,
  };
  assert.deepEqual(csvOf(columns, Uint32Array.of(6, 1, 0)).split('\r\n'), [
    'row,bytes_in,creation_time,rule_names',
    `1,,2024-04-01T00:00:00Z,"'=1+1"`,
    `2,-1,2024-04-01T00:00:01.005Z,"'+1"`,
    '7,-6,2024-04-01T00:00:06Z,"with ""quotes"", commas"',
  ]);
  const all = csvOf(
    columns,
    Uint32Array.from(rows, (_, i) => i),
  ).split('\r\n');
  assert.deepEqual(
    all.slice(3, 7).map((line) => line.split(',').at(-1)),
    [`"'-1"`, `"'@x"`, `"'|x"`, 'plain'],
  );
});
