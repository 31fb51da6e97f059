import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { utils, write } from '@e965/xlsx';
import { xlsxToCsv } from '../../lib/load/xlsx.js';
import { openLocal } from './open-local.js';
import { written } from './written.js';

const DAYS_1900 = 25_569;
const DAYS_1904 = 24_107;
const DAY_MS = 86_400_000;

let books = 0;
/** The CSV of a workbook whose times are numbers of days since the beginning of its calendar. */
async function csvOf(
  time: string,
  days: number,
  more: readonly (readonly unknown[])[] = [],
): Promise<string> {
  const v = Date.parse(time) / DAY_MS + days;
  const rows = [['creation_time'], [{ t: 'n', v, z: 'm/d/yy' }], ...more];
  const book = utils.book_new(utils.aoa_to_sheet(rows as unknown[][]), 'traffic');
  book.Workbook = { WBProps: { date1904: days === DAYS_1904 } };
  const name = `book-${++books}`;
  const target = written(`${name}.csv`, '');
  const path = written(`${name}.xlsx`, write(book, { type: 'buffer', bookType: 'xlsx' }));
  await xlsxToCsv({ displayName: name, path }, target);
  return readFileSync(target, 'utf8').trimEnd();
}

test('a date of a workbook is a time in UTC to the millisecond, in the calendar of 1900 and in that of 1904', async () => {
  for (const days of [DAYS_1900, DAYS_1904])
    for (const time of ['2024-01-01T12:00:00.000Z', '2024-04-25T23:59:59.999Z', '2024-04-25T00:00:02.457Z'])
      assert.equal(await csvOf(time, days), `creation_time\n${time}`);
});

test('a blank row of a sheet stays a row, so that the rows after it keep their numbers', async () => {
  const time = '2024-01-01T12:00:00.000Z';
  assert.equal(await csvOf(time, DAYS_1900, [[], ['last']]), `creation_time\n${time}\n\nlast`);
});

const HEADER = ['bytes_in', 'bytes_out', 'creation_time', 'end_time', 'src_ip', 'dst_port'];
const row = (port: number | object) => [1, 2, '2024-01-01T00:00:00Z', '', '1.2.3.4', port];

/** A workbook of sheets by their names. */
const workbook = (
  sheets: Readonly<Record<string, readonly (readonly unknown[])[]>>,
  name: string,
): string => {
  const book = utils.book_new();
  for (const [title, rows] of Object.entries(sheets))
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows as unknown[][]), title);
  return written(`${name}.xlsx`, write(book, { type: 'buffer', bookType: 'xlsx', cellStyles: true }));
};

test('a sheet with a single cell in its last row and column is read at once', async () => {
  const { engine, records, accounts } = await openLocal(
    path.join(__dirname, '..', 'cases', 'stray-cell-hangs.xlsx'),
  );
  assert.deepEqual([records, accounts[0]?.units], [20, 1_048_576]);
  assert.deepEqual(await engine.query('select line, reason from rejects'), [
    { line: 1_048_576, reason: 'has 16384 cells, 16 were expected' },
  ]);
});

test('blank rows are skipped, and a line break in a cell moves no later row', async () => {
  const broken = [1, 2, '2024-01-01T00:00:00Z', '', 'not\nan address', 80];
  const file = workbook(
    { traffic: [HEADER, row(1), [], ['', '', '', '', '', ''], broken, row(2), ['only this'], row(3)] },
    'blank',
  );
  const { engine, accounts } = await openLocal(file);
  assert.deepEqual([accounts[0]?.records, accounts[0]?.skipped.blank], [3, 2]);
  assert.deepEqual(await engine.query('select line from rejects order by line'), [{ line: 5 }, { line: 7 }]);
});

test('of several sheets the first with a column src_ip is read, and the account names the others', async () => {
  const file = workbook(
    { Notes: [['About this export']], Data: [HEADER, row(1)], More: [HEADER, row(2)] },
    'sheets',
  );
  const { engine, accounts } = await openLocal(file);
  assert.deepEqual(await engine.query('select dst_port from traffic'), [{ dst_port: 1 }]);
  assert.deepEqual(accounts[0]?.notes, ['sheet "Data" was read, "Notes", "More" not']);
});

test('a formula without a value is named by its cell, and a workbook with a password as such', async () => {
  const formula = workbook({ traffic: [HEADER, row({ t: 'z', f: '79+1' })] }, 'formula');
  await assert.rejects(openLocal(formula), {
    name: 'InputError',
    message: /formula\.xlsx: the formula in cell F2 of the sheet "traffic" has no value; open/,
  });
  const locked = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from('EncryptedPackage', 'utf16le'),
  ]);
  await assert.rejects(openLocal(written('locked.xlsx', locked)), {
    name: 'InputError',
    message: /locked\.xlsx: is protected by a password; save it without one\.$/,
  });
});
