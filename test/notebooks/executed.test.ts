import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { executeNotebook } from '../../lib/jupyter/export/execute-notebook.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { type OpenedPage, openPage } from '../browser/chrome.js';
import { realData } from '../real-data.js';

const root = path.resolve(__dirname, '../..');
const out = mkdtempSync(path.join(os.tmpdir(), 'notebooks '));
after(() => rmSync(out, { recursive: true, force: true }));

const shipped = path.join(root, 'data', 'cybersecurity_data.csv');
const real = realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv');

async function executed(name: string, traffic: string): Promise<string> {
  const html = path.join(out, `${name}-${path.basename(traffic, '.csv')}.html`);
  const variables = { TRAFFIC: traffic, REPORT_OUT: out };
  await executeNotebook(path.join(root, 'notebooks', `${name}.ipynb`), { html, variables });
  return html;
}

/** Opens an exported notebook with the network off and waits until its figures are drawn. */
async function opened(html: string): Promise<OpenedPage> {
  const page = await openPage(html);
  await page.page.waitForSelector('html[data-drawn]', { state: 'attached' });
  return page;
}

function assertQuiet({ consoleErrors, pageErrors, requests, dialogs }: OpenedPage): void {
  assert.deepEqual(
    { consoleErrors, pageErrors, requests, dialogs },
    {
      consoleErrors: [],
      pageErrors: [],
      requests: [],
      dialogs: [],
    },
  );
}

/** Countries on the page's maps whose fill is not that of a country without records. */
const filledCountries = (page: OpenedPage) =>
  page.page.$$eval(
    '.choroplethlayer path',
    (shapes) => new Set(shapes.map((shape) => getComputedStyle(shape).fill)).size,
  );

// test/lab executes 01-explore on the shipped data, in JupyterLab itself, and exports it.
for (const name of readdirSync(path.join(root, 'notebooks'))
  .filter((file) => file.endsWith('.ipynb') && file !== '01-explore.ipynb')
  .map((file) => file.replace('.ipynb', ''))) {
  test(`${name} runs from top to bottom on the shipped data, and its export is quiet`, async () => {
    const page = await opened(await executed(name, shipped));
    assertQuiet(page);
    await page.close();
  });
}

test('01-explore runs on the real file', realData, async () => {
  const page = await opened(await executed('01-explore', real));
  assertQuiet(page);
  assert.ok((await page.page.locator('.main-svg').count()) >= 4);
  await page.close();
});

let reported: Promise<string> | undefined;
/** The report on the real file, made once. */
const report = () => {
  reported ??= executed('report', real);
  return reported;
};

test(
  'report on the real file draws its figures and fills the map, offline and without an error',
  realData,
  async () => {
    const page = await opened(await report());
    assertQuiet(page);
    assert.ok((await page.page.locator('.js-plotly-plot').count()) >= 4);
    assert.equal((await page.page.locator('.scatterlayer .point').count()) >= 282, true);
    assert.ok((await filledCountries(page)) >= 6, 'seven countries in at least six colours, and grey');
    const text = await page.page.locator('main').innerText();
    for (const fact of [
      'one class',
      '28 sources',
      '7 countries',
      '30 windows',
      '02:00:00 to 2024-04-26 08:00:00 (6 h)',
    ])
      assert.ok(text.includes(fact), `the report says "${fact}"`);
    await page.close();
  },
);

test(
  'report writes scored.csv with the real records in input order, and summary.json',
  realData,
  async () => {
    await report();
    const [header, ...rows] = readFileSync(path.join(out, 'scored.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(
      header,
      ['row', ...trafficColumns.map((c) => c.nameInFiles), 'anomaly_score', 'is_anomaly', 'top_reasons'].join(
        ',',
      ),
    );
    const original = readFileSync(real, 'utf8').trimEnd().split('\r\n').slice(1);
    assert.equal(rows.length, 282);
    rows.forEach((row, i) => {
      assert.ok(row.startsWith(`${i + 1},${original[i]},`), `row ${i + 1}: ${row}`);
    });
    const summary = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));
    assert.deepEqual(
      [summary.records, summary.rejected, summary.sources, summary.countries],
      [282, 0, 28, 7],
    );
    assert.deepEqual([summary.from, summary.to], ['2024-04-25T23:00:00.000Z', '2024-04-26T10:00:00.000Z']);
    assert.equal(summary.classes.length, 1);
  },
);
