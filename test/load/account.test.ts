import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { query } from '../../lib/engine/query.js';
import { openTraffic } from '../../lib/load/open-traffic.js';

const folder = mkdtempSync(path.join(tmpdir(), 'account-'));
const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port,uri';
const GOOD = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80,/';

/** Generated files a test; for thousands, set ACCOUNT_RUNS=5000. */
const RUNS = Number(process.env.ACCOUNT_RUNS ?? 80);

/** Rows of one line, what becomes of each, and why. */
const ROWS = [
  { text: GOOD, as: 'record' },
  { text: GOOD.replace('/', '"/a,b""c"'), as: 'record' },
  { text: GOOD.replace('/', '"/first\nsecond\n\nthird"'), as: 'record' },
  { text: GOOD.replace('/', '5" disk'), as: 'record' },
  { text: GOOD.replace('1.2.3.4', '2001:DB8:0::1'), as: 'record' },
  { text: GOOD.replace('2024-01-01T00:00:00Z', '1704067200'), as: 'record' },
  { text: '', as: 'blank' },
  { text: GOOD.replace('1,2', '1.5,2'), as: 'reject' },
  { text: GOOD.replace('1,2', '-1,2'), as: 'reject' },
  { text: GOOD.replace('1.2.3.4', '"not\nan address"'), as: 'reject' },
  { text: GOOD.replace(',80,', ',65536,'), as: 'reject' },
  { text: `${GOOD},more`, as: 'reject' },
  { text: '1,2', as: 'reject' },
  { text: '  ', as: 'reject' },
  { text: GOOD.replace('/', '"closed" early'), as: 'reject' },
  { text: GOOD.replace('00:10:00', '00:00:00').replace('T00:00:00Z', 'T00:00:01Z'), as: 'reject' },
] as const;

let written = 0;
const file = (content: string | Buffer) => {
  const name = path.join(folder, `${++written}.csv`);
  writeFileSync(name, content);
  return name;
};

test('openTraffic accounts for every unit of malformed files, and names the line of every reject', async () => {
  const row = fc.constantFrom(...ROWS);
  const content = fc.record({
    title: fc.boolean(),
    rows: fc.array(row, { minLength: 1, maxLength: 25 }),
    newline: fc.constantFrom('\n', '\r\n'),
    final: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(content, async ({ title, rows, newline, final }) => {
      const records = rows.filter((r) => r.as === 'record').length;
      const rejects = rows.filter((r) => r.as === 'reject').length;
      fc.pre(records > 0 && rejects <= records && rows.at(-1)?.as !== 'blank');
      const before = [...(title ? ['A title'] : []), HEADER];
      const lines = [...before, ...rows.map((r) => r.text)];
      const text = lines.join('\n').replaceAll('\n', newline) + (final ? newline : '');
      const traffic = await openTraffic(file(text));
      const { units, skipped, ...account } = traffic.accounts[0]!;
      const blank = rows.filter((r) => r.as === 'blank').length;
      assert.deepEqual([account.records, account.rejects, skipped.blank ?? 0], [records, rejects, blank]);
      assert.equal(units, lines.length);
      assert.equal(
        units,
        account.records +
          account.rejects +
          account.mergedHalves +
          Object.values(skipped).reduce((a, b) => a + b, 0),
      );
      let line = before.length + 1;
      const expected = rows.flatMap((r) => {
        const at = line;
        line += r.text.split('\n').length;
        return r.as === 'reject' ? [at] : [];
      });
      const found = await query<{ line: number }>(
        traffic.connection,
        'select line from rejects order by line',
      );
      assert.deepEqual(
        found.map((r) => r.line),
        expected,
      );
      traffic.connection.closeSync();
    }),
    { numRuns: RUNS },
  );
});

test('openTraffic never loses a unit of arbitrary lines of text', async () => {
  const line = fc.oneof(
    fc.string({
      unit: fc.constantFrom(',', '"', ' ', 'a', '1', '\t', ';', '\u0001', 'é', '|', '-'),
      maxLength: 12,
    }),
    fc.constant('1,2'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 15 }), async (strange) => {
      // A quote may swallow what follows it, so the good rows stand in front.
      const good = Array.from({ length: strange.length + 1 }, () => GOOD);
      const traffic = await openTraffic(file([HEADER, ...good, ...strange].join('\n')));
      const account = traffic.accounts[0]!;
      const skipped = Object.values(account.skipped).reduce((a, b) => a + b, 0);
      assert.equal(account.records, good.length);
      assert.equal(account.units, account.records + account.rejects + skipped);
      const walked = strange.every((text) => !text.includes('"'));
      if (walked)
        assert.equal(account.units, 1 + good.length + strange.length - (strange.at(-1) === '' ? 1 : 0));
      traffic.connection.closeSync();
    }),
    { numRuns: RUNS },
  );
});

test('openTraffic says how much an unclosed quote took with it', async () => {
  const { connection, rejected } = await openTraffic(
    file([HEADER, GOOD, GOOD, GOOD, `"${GOOD}`, GOOD, GOOD, ''].join('\n')),
  );
  assert.equal(rejected, 1);
  assert.deepEqual(await query(connection, 'select line, reason from rejects'), [
    {
      line: 5,
      reason:
        'has a quote that is not closed as it should be, so that 2 lines after it were taken as part of it',
    },
  ]);
});
