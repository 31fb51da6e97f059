import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { query } from '../../lib/engine/query.js';
import { openLocal } from './open-local.js';

const folder = mkdtempSync(path.join(tmpdir(), 'account-'));
const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port,uri';
const GOOD = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80,/';

/** Files are read many at a time: opening an engine costs more than reading a small file. */
const FILES = 25;
/** CI asks for thousands. */
const RUNS = Math.ceil(Number(process.env.MALFORMED_FILES ?? 60) / FILES);

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

const total = (counts: object) => Object.values(counts).reduce((sum: number, n: number) => sum + n, 0);

test(`openTraffic accounts for every unit of ${RUNS * FILES} malformed files, and names the line of every reject`, async () => {
  const malformed = fc
    .record({
      title: fc.boolean(),
      rows: fc.array(fc.constantFrom(...ROWS), { minLength: 1, maxLength: 25 }),
      goodFirst: fc.boolean(),
      newline: fc.constantFrom('\n', '\r\n'),
      final: fc.boolean(),
    })
    .map(({ rows, goodFirst, ...rest }) => {
      // More than half must be good, or the file as a whole is refused.
      const good = rows.filter((r) => r.as === 'reject').map(() => ROWS[0]);
      return { ...rest, rows: goodFirst ? [ROWS[0], ...good, ...rows] : [...rows, ...good, ROWS[0]] };
    })
    .filter(({ rows }) => rows.at(-1)?.as !== 'blank');
  type Malformed = typeof malformed extends fc.Arbitrary<infer Content> ? Content : never;
  let files = 0;
  const check = async (contents: readonly Malformed[]) => {
    const expected = contents.map(({ title, rows, newline, final }) => {
      const before = [...(title ? ['A title'] : []), HEADER];
      const lines = [...before, ...rows.map((r) => r.text)];
      const name = file(lines.join('\n').replaceAll('\n', newline) + (final ? newline : ''));
      const of = (kind: string) => rows.filter((r) => r.as === kind).length;
      let line = before.length + 1;
      const rejected = rows.flatMap((r) => {
        const at = line;
        line += r.text.split('\n').length;
        return r.as === 'reject' ? [at] : [];
      });
      return { name, units: lines.length, records: of('record'), blank: of('blank'), rejected };
    });
    const {
      engine: { connection },
      accounts,
    } = await openLocal(expected.map(({ name }) => name));
    const rejects = await query<{ file: string; line: number }>(
      connection,
      'select file, line from rejects order by line',
    );
    connection.closeSync();
    for (const [i, { units, records, rejects: n, mergedHalves, skipped }] of accounts.entries()) {
      const wanted = expected[i]!;
      assert.deepEqual(
        { units, records, rejects: n, blank: skipped.blank ?? 0 },
        {
          units: wanted.units,
          records: wanted.records,
          rejects: wanted.rejected.length,
          blank: wanted.blank,
        },
      );
      assert.equal(units, records + n + mergedHalves + total(skipped));
      assert.deepEqual(
        rejects.filter((r) => r.file === wanted.name).map((r) => r.line),
        wanted.rejected,
      );
    }
    files += accounts.length;
  };
  await fc.assert(fc.asyncProperty(fc.array(malformed, { minLength: FILES, maxLength: FILES }), check), {
    numRuns: RUNS,
    endOnFailure: true,
  });
  assert.equal(files, RUNS * FILES);
});

test(`openTraffic never loses a unit of arbitrary lines of text, in ${RUNS * FILES} files`, async () => {
  const line = fc.oneof(
    fc.string({
      unit: fc.constantFrom(',', '"', ' ', 'a', '1', '\t', ';', '\u0001', 'é', '|', '-'),
      maxLength: 12,
    }),
    fc.constant('1,2'),
  );
  const strangeLines = fc.array(fc.array(line, { maxLength: 15 }), { minLength: FILES, maxLength: FILES });
  let files = 0;
  await fc.assert(
    fc.asyncProperty(strangeLines, async (contents) => {
      const names = contents.map((strange) => {
        // A quote may swallow what follows it, so the good rows stand in front.
        const good = [...strange, ''].map(() => GOOD);
        return file([HEADER, ...good, ...strange].join('\n'));
      });
      const {
        engine: { connection },
        accounts,
      } = await openLocal(names);
      connection.closeSync();
      for (const [i, account] of accounts.entries()) {
        const strange = contents[i]!;
        assert.equal(account.records, strange.length + 1);
        assert.equal(account.units, account.records + account.rejects + total(account.skipped));
        if (strange.every((text) => !text.includes('"')))
          assert.equal(account.units, 2 + 2 * strange.length - (strange.at(-1) === '' ? 1 : 0));
      }
      files += accounts.length;
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  assert.equal(files, RUNS * FILES);
});

test('openTraffic loses no good row to a quote that is not closed, and says which lines it took with it', async () => {
  const unclosed = `"${GOOD}`;
  const {
    engine: { connection },
    accounts,
  } = await openLocal(
    file([HEADER, GOOD, GOOD, unclosed, GOOD, GOOD, '"a" "b', 'c"', GOOD, GOOD, unclosed].join('\n')),
  );
  assert.deepEqual([accounts[0]?.records, accounts[0]?.units], [6, 10]);
  const reason = 'has a quote that is not closed as it should be';
  assert.deepEqual(await query(connection, 'select line, reason from rejects'), [
    { line: 4, reason },
    { line: 7, reason: `${reason}, so that 1 line after it was taken as part of it` },
    { line: 11, reason },
  ]);
});

test('openTraffic says no lines of a quote that took none with it', async () => {
  const {
    engine: { connection },
  } = await openLocal(file([HEADER, GOOD, GOOD.replace('/', '"closed" early'), GOOD, ''].join('\n')));
  assert.deepEqual(await query(connection, 'select line, reason from rejects'), [
    { line: 3, reason: 'has a quote that is not closed as it should be' },
  ]);
});
