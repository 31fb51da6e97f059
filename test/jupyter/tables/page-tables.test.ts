import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { table } from '../../../lib/text/table.js';
import { openPage } from '../../browser/chrome.js';
import { convert } from '../export/convert.js';
import { code, display, markdown, notebook } from '../export/notebook.js';

/** 40 rows in three pages; the third has what a spreadsheet would compute, the fourth no number. */
const rows = Array.from({ length: 40 }, (_, i) => ({
  src_ip: `192.0.2.${i}`,
  bytes_in: i === 3 ? null : BigInt(1000 * ((i * 7) % 40)),
  agent: i === 2 ? '=HYPERLINK("http://attacker.invalid/","x")' : `agent <b>${i}</b>`,
}));
let html = '';
before(() => {
  const shown = display({ 'text/html': table(rows, { caption: 'Sources' }).html });
  html = convert(notebook([markdown('# Tables'), code('show(a)', shown), code('show(b)', shown)]));
});

test('a table of the exported page is sorted, searched and paged, and the policy allows it', async () => {
  const { page, consoleErrors, requests, close } = await openPage(html);
  const first = page.locator('.table-box').first();
  const bar = page.locator('.table-bar').first();
  const column = (n: number) => first.locator(`tr td:nth-child(${n}):visible`).allInnerTexts();
  const status = () => bar.getByRole('status').innerText();

  assert.equal((await column(1)).length, 15);
  assert.equal(await status(), 'rows 1 to 15 of 40');
  const head = first.getByText('bytes_in');
  await head.click();
  assert.deepEqual((await column(2)).slice(0, 3), ['0 B', '1000 B', '2 KiB']);
  assert.equal(await first.locator('[aria-sort]').getAttribute('aria-sort'), 'ascending');
  await head.press('Enter');
  assert.deepEqual((await column(2)).slice(0, 2), ['38.1 KiB', '37.1 KiB']);
  await bar.getByRole('button', { name: 'Next' }).click();
  await bar.getByRole('button', { name: 'Next' }).click();
  assert.equal(await status(), 'rows 31 to 40 of 40');
  assert.deepEqual((await column(2)).slice(-1), ['–'], 'what is not known comes last, in either direction');

  await head.press(' ');
  assert.equal(await first.locator('[aria-sort]').count(), 0, 'the third time, it is as it was');
  await first.getByText('src_ip').click();
  assert.deepEqual((await column(1)).slice(1, 3), ['192.0.2.1', '192.0.2.2'], 'numbers in names count');

  await bar.getByRole('searchbox').fill('AGENT 192.0.2.39');
  assert.deepEqual(await column(1), ['192.0.2.39']);
  assert.equal(await status(), 'rows 1 to 1 of 1 found in 40');
  await bar.getByRole('searchbox').fill('<b>3');
  assert.equal(await status(), 'rows 1 to 11 of 11 found in 40');
  await bar.getByRole('searchbox').fill('nothing like it');
  assert.equal(await status(), 'no rows found in 40');
  assert.equal(
    await page.locator('.table-box').nth(1).locator('tr td:nth-child(1):visible').count(),
    15,
    'the other table is as it was',
  );
  assert.equal(await page.locator('main b').count(), 0);
  assert.deepEqual([consoleErrors, requests], [[], []]);
  await close();
});

test('Copy CSV takes all rows found, numbers as numbers, formulas as text', async () => {
  const { page, close } = await openPage(html, { permissions: ['clipboard-read', 'clipboard-write'] });
  const bar = page.locator('.table-bar').first();
  await bar.getByRole('button', { name: 'Copy CSV: Sources' }).click();
  await bar.getByText('40 rows copied').waitFor();
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n');
  assert.equal(lines.length, 41);
  assert.deepEqual(lines.slice(0, 5), [
    'src_ip,bytes_in,agent',
    '192.0.2.0,0,agent <b>0</b>',
    '192.0.2.1,7000,agent <b>1</b>',
    `192.0.2.2,14000,"'=HYPERLINK(""http://attacker.invalid/"",""x"")"`,
    '192.0.2.3,,agent <b>3</b>',
  ]);
  await close();
});

test('a table is at most a screen high, and as long as it is on paper', async () => {
  const { page, close } = await openPage(html, { viewport: { width: 900, height: 300 } });
  const height = () =>
    page
      .locator('.table-box')
      .first()
      .evaluate((box) => box.getBoundingClientRect().height);
  assert.equal(await height(), 225);
  await page.emulateMedia({ media: 'print' });
  assert.ok((await height()) > 225);
  await close();
});
