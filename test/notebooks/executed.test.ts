import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const made = new Map<string, Promise<string>>();

/** What a notebook writes beside its page. */
const written = (name: string, traffic: string) =>
  path.join(out, `${name} ${path.basename(traffic, '.csv')}`);

/** The page of a notebook on a file, made once. */
async function executed(name: string, traffic: string): Promise<string> {
  const folder = written(name, traffic);
  const html = `${folder}.html`;
  const variables = { TRAFFIC: traffic, REPORT_OUT: folder };
  if (!made.has(folder)) {
    const notebook = path.join(root, 'notebooks', `${name}.ipynb`);
    made.set(
      folder,
      executeNotebook(notebook, { html, variables }).then(() => html),
    );
  }
  return made.get(folder)!;
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

test('evaluate writes evaluation.json beside its page', async () => {
  await executed('evaluate', shipped);
  const { provenance, detectors } = JSON.parse(
    readFileSync(path.join(written('evaluate', shipped), 'evaluation.json'), 'utf8'),
  );
  assert.equal(provenance, 'rule engine');
  assert.ok(detectors.some(({ detector }: { detector: string }) => detector === 'consensus'));
});

const [head = '', ...lines] = readFileSync(shipped, 'utf8').split('\n');
const few: readonly (readonly [string, readonly string[], string])[] = [
  ['one record', lines.slice(0, 1), 'learned from two or more'],
  ['two records', lines.slice(0, 2), 'The autoencoder took no part'],
  ['three records', lines.slice(0, 3), 'The autoencoder took no part'],
  ['identical records', new Array<string>(4).fill(lines[0]!), 'No feature varies in these 4 records'],
];
for (const [what, records, sentence] of few)
  for (const name of ['report', '02-detect-anomalies'])
    test(`${name} is made of ${what}, and says what cannot be scored`, async () => {
      const file = path.join(out, `${what}.csv`);
      writeFileSync(file, `${[head, ...records].join('\n')}\n`);
      const page = await opened(await executed(name, file));
      assertQuiet(page);
      const text = await page.page.locator('main').innerText();
      assert.ok(text.includes(sentence), text.slice(0, 2000));
      await page.close();
      if (name === 'report')
        assert.equal(
          readFileSync(path.join(written(name, file), 'scored.csv'), 'utf8')
            .trimEnd()
            .split('\n').length,
          records.length + 1,
        );
    });

test('01-explore runs on the real file', realData, async () => {
  const page = await opened(await executed('01-explore', real));
  assertQuiet(page);
  assert.ok((await page.page.locator('.main-svg').count()) >= 4);
  await page.close();
});

const report = () => executed('report', real);

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
      '02:00:00 to 2024-04-26 08:00:00 UTC (6 h)',
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
    const [header, ...rows] = readFileSync(path.join(written('report', real), 'scored.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    const scores = ['anomaly_score', 'record_score', 'client_score', 'autoencoder_score'];
    const names = trafficColumns.map((column) => column.nameInFiles);
    assert.equal(
      header,
      ['row', ...names, ...scores, 'is_anomaly', 'top_reasons', 'matched_rules'].join(','),
    );
    const original = readFileSync(real, 'utf8').trimEnd().split('\r\n').slice(1);
    assert.equal(rows.length, 282);
    rows.forEach((row, i) => {
      assert.ok(row.startsWith(`${i + 1},${original[i]},`), `row ${i + 1}: ${row}`);
    });
    const summary = JSON.parse(readFileSync(path.join(written('report', real), 'summary.json'), 'utf8'));
    assert.deepEqual(
      [summary.records, summary.rejected, summary.sources, summary.countries],
      [282, 0, 28, 7],
    );
    assert.deepEqual([summary.from, summary.to], ['2024-04-25T23:00:00.000Z', '2024-04-26T10:00:00.000Z']);
    assert.equal(summary.classes.length, 1);
  },
);
