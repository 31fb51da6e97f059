import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import papaparse from 'papaparse';
import { executeNotebook } from '../../lib/jupyter/export/execute-notebook.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { openPage } from '../browser/chrome.js';
import { ATTACKS, textOf, texts, USUAL, writeHostileFile } from '../hostile/file.js';

// A file whose every text is an attack, through the report command's notebook and into its page and its scored.csv.

const root = path.resolve(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'hostile '));
after(() => rmSync(folder, { recursive: true, force: true }));

const html = path.join(folder, 'report.html');
before(async () => {
  const file = path.join(folder, 'hostile.csv');
  writeHostileFile(file);
  await executeNotebook(path.join(root, 'notebooks/report.ipynb'), {
    html,
    variables: { TRAFFIC: file, REPORT_OUT: folder },
  });
});

test('the page of a file full of attacks runs nothing, asks for nothing and makes no element of them', async () => {
  const { page, consoleErrors, pageErrors, requests, dialogs, close } = await openPage(html);
  await page.waitForSelector('html[data-drawn]', { state: 'attached' });
  assert.deepEqual([dialogs, requests, pageErrors, consoleErrors], [[], [], [], []]);
  assert.ok(
    (await page.locator('main').textContent())?.includes('<script>alert(1)</script>'),
    'seen as text',
  );
  const made =
    'main :is(img, iframe, object, embed, form:not(.record-filters form), input:not(:is([data-triage-bar] > label, .table-bar, .threshold, .record-filters form > label) > *, [role="switch"], [aria-describedby="no-client"]), video, audio, base, meta, link, math, marquee, template, x, foreignObject, animate, textarea:not([data-note] > label > *)), main a[href*="attacker"], main a[href^="javascript"], main [onerror], main [onload], main [style*="url("]:not(.cbfill)';
  assert.deepEqual(
    await page.locator(made).evaluateAll((all) => all.map((element) => element.outerHTML.slice(0, 300))),
    [],
  );
  const scripts = await page
    .locator('script:not([type="application/json"], [type="text/plain"])')
    .allTextContents();
  assert.equal(scripts.length, 5, 'plotly.js, and those that draw, filter, page tables and keep triage');
  await close();
});

test('scored.csv has each record in its place, and no cell that a spreadsheet takes for a formula', () => {
  const { data, errors } = papaparse.parse<Record<string, string>>(
    readFileSync(path.join(folder, 'scored.csv'), 'utf8'),
    {
      header: true,
      skipEmptyLines: true,
    },
  );
  assert.deepEqual(errors, []);
  assert.equal(data.length, USUAL + ATTACKS.length);
  const inFile = new Set(trafficColumns.map(({ nameInFiles: source }) => source));
  data.forEach((row, i) => {
    assert.equal(row.row, String(i + 1));
    texts.forEach(({ name, nameInFiles: source }, place) => {
      if (!inFile.has(source)) return;
      const given = textOf(i, place);
      const cell = row[source] ?? '';
      assert.doesNotMatch(cell, /^[=+@|\t\r-]/);
      const expected = name === 'src_ip_country_code' ? [''] : [given, `'${given}`];
      assert.ok(expected.includes(cell), `row ${i + 1}, ${source}: ${cell.slice(0, 80)}`);
    });
  });
});
