import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import papaparse from 'papaparse';
import { executeNotebook } from '../../lib/jupyter/export/execute-notebook.js';
import { allColumns, trafficColumns } from '../../lib/schema/columns.js';
import { openPage } from '../browser/chrome.js';
import { HOSTILE, MEGABYTE } from '../hostile/strings.js';

// A file whose every text is an attack, through the report command's notebook and into its page and its scored.csv.

const root = path.resolve(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'hostile '));
after(() => rmSync(folder, { recursive: true, force: true }));

const html = path.join(folder, 'report.html');
/** As a file gives them back: half a surrogate pair is the replacement character. */
const ATTACKS = [...HOSTILE, MEGABYTE].map((text) => Buffer.from(text).toString());
/** Usual records first: a file with a NUL at its beginning is refused as binary. */
const USUAL = 1500;
const IDENTITY = new Set(['src_ip', 'dst_ip']);
const texts = allColumns.filter(({ type, name }) => type === 'VARCHAR' && !IDENTITY.has(name));

/** What a text column holds: in each record another attack, so that all of them come to stand in all columns. */
const textOf = (row: number, place: number): string =>
  row < USUAL ? 'usual' : (ATTACKS[(row + 5 * place) % ATTACKS.length] ?? '');

function record(row: number): string[] {
  const from = new Date(Date.UTC(2024, 3, 25) + row * 60_000).toISOString();
  const others: Readonly<Record<string, string>> = {
    src_ip: row < USUAL ? `192.0.2.${1 + (row % 9)}` : `203.0.113.${1 + (row % 250)}`,
    dst_ip: '198.51.100.7',
    creation_time: from,
    end_time: new Date(Date.parse(from) + 60_000).toISOString(),
    time: from,
    bytes_in: String(row < USUAL ? 1000 + (row % 37) : 1e9 + row),
    bytes_out: String(500 + (row % 11)),
    response_code: '200',
    dst_port: row % 5 ? '443' : '80',
    src_port: '50000',
    packets: '10',
    tcp_flags: '2',
  };
  return allColumns.map(
    ({ name }) =>
      others[name] ??
      textOf(
        row,
        texts.findIndex((column) => column.name === name),
      ),
  );
}

before(async () => {
  const file = path.join(folder, 'hostile.csv');
  const records = Array.from({ length: USUAL + ATTACKS.length }, (_, row) => record(row));
  const rows = [allColumns.map(({ nameInFiles: source }) => source), ...records];
  writeFileSync(file, papaparse.unparse(rows));
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
    'main :is(img, iframe, object, embed, form:not(.record-filters form), input:not(:is(.table-bar, .threshold, .record-filters form > label) > *), video, audio, base, meta, link, math, marquee, template, x, foreignObject, animate, textarea), main a[href*="attacker"], main a[href^="javascript"], main [onerror], main [onload], main [style*="url("]:not(.cbfill)';
  assert.deepEqual(
    await page.locator(made).evaluateAll((all) => all.map((element) => element.outerHTML.slice(0, 300))),
    [],
  );
  const scripts = await page
    .locator('script:not([type="application/json"], [type="text/plain"])')
    .allTextContents();
  assert.equal(scripts.length, 4, 'plotly.js, and those that draw, filter and page tables');
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
