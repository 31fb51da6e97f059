import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { utils, write } from '@e965/xlsx';
import { xlsxToCsv } from '../../lib/load/xlsx.js';
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
