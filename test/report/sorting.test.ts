import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from '../../lib/text/table.js';
import { openPage } from '../browser/chrome.js';
import { convert } from './convert.js';
import { code, display, markdown, notebook } from './notebook.js';

test('a click on a column sorts the table in the exported page, again the other way, and the policy allows it', async () => {
  const { html } = table([
    { src_ip: '1.2.3.4', bytes_in: 900n },
    { src_ip: '5.6.7.8', bytes_in: 20n },
    { src_ip: '9.9.9.9', bytes_in: 3000n },
  ]);
  const cells = [
    markdown('# Sorting'),
    code('show(a)', display({ 'text/html': html })),
    code('show(b)', display({ 'text/html': html })),
  ];
  const { page, consoleErrors, requests, close } = await openPage(convert(notebook(cells)));
  const column = () => page.locator('table').first().locator('tr td:nth-child(2)').allInnerTexts();
  assert.deepEqual(await column(), ['900 B', '20 B', '2.9 KiB']);
  const head = page.locator('table').first().getByText('bytes_in');
  await head.click();
  assert.deepEqual(await column(), ['20 B', '900 B', '2.9 KiB']);
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  await head.press('Enter');
  assert.deepEqual(await column(), ['2.9 KiB', '900 B', '20 B']);
  assert.deepEqual([consoleErrors, requests], [[], []]);
  await close();
});
