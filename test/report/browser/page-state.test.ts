import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Figure } from '../../../lib/charts/figure.js';
import { figureTable } from '../../../lib/charts/figure-table.js';
import { findingMarks } from '../../../lib/findings/finding-marks.js';
import {
  clientProfiles,
  dataCardBlock,
  describeTraffic,
  enrichAddresses,
  filterControls,
  findingsBlock,
  investigate,
  linkToFilters,
  openTraffic,
  portBars,
  sentences,
  table,
  trafficByPort,
  trafficOverTime,
  trafficTimeline,
} from '../../../lib/index.js';
import type { HtmlBlock } from '../../../lib/text/html-block.js';
import { type OpenedPage, openPage } from '../../browser/chrome.js';
import { convert } from '../../jupyter/export/convert.js';
import { code, display, figure, markdown, notebook } from '../../jupyter/export/notebook.js';

const block = ({ html }: HtmlBlock) => display({ 'text/html': html });
const drawn = (given: Figure) => [
  figure(JSON.parse(JSON.stringify(given.data)), given.layout),
  display({
    'text/html': `<details><summary>Data behind this figure</summary><p></p>${figureTable(given).html}</details>`,
  }),
];

/** A page as a report, of the shipped records: findings, filters, figures, tables and code. */
async function reportPage(): Promise<string> {
  const traffic = await openTraffic(path.resolve(__dirname, '../../../data/cybersecurity_data.csv'));
  await enrichAddresses(traffic);
  const ledger = await investigate(traffic);
  const card = await describeTraffic(traffic);
  const timeline = trafficTimeline(await trafficOverTime(traffic), { findings: findingMarks(ledger) });
  return convert(
    notebook([
      markdown('# Report'),
      code('const a = 1;', block(sentences('Quiet from 2024-04-10 20:39:37 to 2024-04-11 00:30:00 UTC.'))),
      code('filters()', block(await filterControls(traffic, { ledger }))),
      markdown('## Findings'),
      code('findings()', block(findingsBlock(ledger))),
      markdown('## Figures'),
      code('timeline()', ...drawn(timeline)),
      code('ports()', ...drawn(portBars(await trafficByPort(traffic)))),
      markdown('## Tables\n\n| a | b |\n|---|---|\n| =1+1 | 2 |'),
      code(
        'clients()',
        block(
          linkToFilters(
            table(await clientProfiles(traffic, { limit: 15 }), { caption: 'Clients' }),
            'clients',
          ),
        ),
      ),
      code('card()', block(dataCardBlock(card))),
    ]),
  );
}

let opened: OpenedPage;
let page: Page;
let address = '';
before(async () => {
  opened = await openPage(await reportPage(), {
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
    timezoneId: 'America/New_York',
  });
  page = opened.page;
  page.setDefaultTimeout(10_000);
  address = page.url();
  await ready();
});
after(() => opened.close());

const ready = () => page.waitForSelector('html[data-drawn="2"][data-filters]');
/** The page, loaded with a fragment. */
async function load(fragment: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address + fragment);
  await ready();
}
const fragment = () => page.evaluate(() => location.hash);
const chips = () => page.locator('.chips button').allInnerTexts();
const counted = () => page.locator('.filter-state output').innerText();
const field = () => page.getByLabel('Add a client');
const drawAll = () => page.evaluate(() => void dispatchEvent(new Event('beforeprint')));

test('filters are in the address: a reload keeps them, Back takes the last one off again', async () => {
  await load('');
  await page.locator('.record-filters label', { hasText: 'Add a country' }).locator('select').selectOption({
    label: 'Germany (DE)',
  });
  assert.equal(await fragment(), '#country=DE');
  await page.getByLabel('From (UTC)').fill('2024-04-10T00:00:00');
  assert.equal(await fragment(), '#from=2024-04-10T00:00:00Z&country=DE');
  const before = await counted();
  await page.reload();
  await ready();
  assert.equal(await counted(), before);
  assert.deepEqual(await chips(), ['from 2024-04-10 00:00:00 UTC ×', 'country Germany (DE) ×']);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll('.chips button').length === 1);
  assert.deepEqual(await chips(), ['country Germany (DE) ×']);
  await page.locator('nav a', { hasText: 'Tables' }).click();
  await page.waitForFunction(() => location.hash.includes('section='));
  assert.equal(await fragment(), '#country=DE&section=Tables');
  assert.deepEqual(await chips(), ['country Germany (DE) ×'], 'a link to a heading keeps the filters');
  assert.ok((await page.locator('#Tables').boundingBox())!.y < 300);
  await page.locator('.filter-state').getByRole('button', { name: 'Reset filters' }).click();
  await page.locator('nav a', { hasText: 'Figures' }).click();
  assert.equal(await fragment(), '#Figures', 'without a state, a link is as ever');
});

test('a hostile address makes no markup, no error and no filter that is none', async () => {
  for (const [hostile, expected] of [
    ['#country=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', 1],
    ['#tz=%3Cb%3E&code=%3Cb%3E&section=%3Cb%3E&from=x&score=x&unknown=%3Cb%3E', 0],
    ['#%E0%A4%A', 0],
    [`#country=${'a,'.repeat(300)}%`, 1],
  ] as const) {
    await load(hostile);
    assert.equal((await chips()).length, expected, hostile);
    assert.equal(await page.locator('main img, .chips b, .page-controls b').count(), 0);
  }
  assert.deepEqual(
    [opened.dialogs, opened.pageErrors, opened.consoleErrors, opened.requests],
    [[], [], [], []],
  );
});

test('clients are filtered by network, owner and list, and what matches none is said', async () => {
  await load('');
  const first = (await page.locator('[data-follows="clients"] button.source').first().innerText()).split('.');
  await field().fill(`${first.slice(0, 2).join('.')}.0.0/16, 203.0.113.250`);
  await field().press('Enter');
  assert.deepEqual(await chips(), [`client ${first.slice(0, 2).join('.')}.0.0/16 ×`]);
  assert.match(await counted(), /^[1-9][\d,]* of 20,000 records/);
  assert.equal(await page.locator('#no-client').innerText(), 'No client matches “203.0.113.250”.');
  assert.equal(await field().inputValue(), '203.0.113.250');
  assert.equal(await field().getAttribute('aria-invalid'), 'true');
  await field().fill(first.join('.'));
  await field().press('Enter');
  assert.equal(await page.locator('#no-client').innerText(), '');
  assert.equal((await chips()).length, 2);
});

test('findings are counted, and where no record passes the page says so and offers to reset', async () => {
  await load('');
  const [, , all = ''] = /(\d+) of (\d+) findings$/.exec(await counted()) ?? [];
  assert.ok(Number(all) > 1, await counted());
  await load('#client=203.0.113.250');
  const [, left = ''] = /^0 of 20,000 .* (\d+) of \d+ findings$/.exec(await counted()) ?? [];
  assert.ok(Number(left) < Number(all));
  const dimmed = await page.locator('.without-records').count();
  assert.equal(dimmed, Number(all) - Number(left));
  assert.equal(await page.locator('.chart.is-empty').count(), 2);
  assert.equal(await page.locator('.chart .plot').first().isVisible(), false);
  await page.locator('.chart .no-records button').first().click();
  assert.equal(await page.locator('.no-records').count(), 0);
  assert.match(await counted(), /^20,000 of 20,000/);
});

interface Timeline {
  readonly data: readonly { name?: string; x: string[]; y: number[]; width?: number }[];
  readonly layout: {
    readonly meta: { readonly keys: number[] };
    readonly xaxis: { readonly title: { text: string } };
  };
}
const timeline = (): Promise<Timeline> =>
  page.locator('[data-chart="overTime"] .plot').evaluate((plot) => {
    const { data, layout } = plot as unknown as Timeline;
    return JSON.parse(JSON.stringify({ data, layout }));
  });

test('a short range has finer bins, and all records stand in grey behind those that pass', async () => {
  await load('#from=2024-04-05T00:00:00Z&before=2024-04-06T00:00:00Z&country=US');
  await drawAll();
  const { data } = await timeline();
  const [grey, bars] = data;
  assert.equal(grey?.name, 'all records');
  assert.ok((bars?.width ?? 0) <= 600_000, String(bars?.width));
  assert.deepEqual(grey?.x, bars?.x);
  assert.ok(bars?.y.every((records, i) => records <= grey!.y[i]!));
  const sum = (values: readonly number[] = []) => values.reduce((a, b) => a + b, 0);
  assert.equal(`${sum(bars?.y)} of 20,000`, (await counted()).split(' ').slice(0, 3).join(' '));
  assert.ok(sum(grey?.y) > sum(bars?.y));
});

test('all times are in the zone of the reader: texts, tables, axes, filters and what is saved', async () => {
  await load('#from=2024-04-10T00:00:00Z&tz=Asia/Kathmandu');
  await drawAll();
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Kathmandu');
  assert.match(
    await page.locator('main').innerText(),
    /Quiet from 2024-04-11 02:24:37 to 2024-04-11 06:15:00 Asia\/Kathmandu\./,
  );
  assert.equal(await page.getByLabel('From (Asia/Kathmandu)').inputValue(), '2024-04-10T05:45');
  assert.deepEqual(await chips(), ['from 2024-04-10 05:45:00 Asia/Kathmandu ×']);
  const { data, layout } = await timeline();
  assert.equal(layout.xaxis.title.text, 'time (Asia/Kathmandu)');
  assert.equal(
    data.find(({ width }) => width)?.x[0],
    new Date(layout.meta.keys[0]! + 5.75 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
  );
  assert.doesNotMatch(await page.locator('.chart').first().innerText(), /UTC/);
  assert.equal(
    await page.locator('time').count(),
    await page.locator('time').filter({ hasText: /:/ }).count(),
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  assert.match(readFileSync(await download.path(), 'utf8').split('\r\n')[1] ?? '', /T\d\d:\d\d:\d\d\+05:45,/);
  await page.getByLabel('Time zone').selectOption('America/New_York');
  assert.equal(await fragment(), '#from=2024-04-10T00:00:00Z&tz=America/New_York');
  assert.equal(await page.getByLabel('From (America/New_York)').inputValue(), '2024-04-09T20:00');
  await page.getByLabel('Time zone').selectOption('UTC');
  assert.equal(await fragment(), '#from=2024-04-10T00:00:00Z');
  assert.match(await page.locator('main').innerText(), /Quiet from 2024-04-10 20:39:37 to .* UTC\./);
});

test('every table is copied as CSV, times with their offset, formulas as text', async () => {
  await load('#tz=Asia/Kathmandu');
  await drawAll();
  const unnamed = await page
    .locator('.copy-csv')
    .evaluateAll((all) => all.filter((button) => !/^Copy CSV: ./.test(button.ariaLabel ?? '')).length);
  assert.equal(unnamed, 0);
  const tables = await page.locator('main table').count();
  assert.equal(await page.locator('.copy-csv').count(), tables);
  const copied = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.waitForTimeout(200);
    return (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n');
  };
  assert.deepEqual(await copied('Copy CSV: table in Tables'), ['a,b', "'=1+1,2"]);
  const [head, row] = await copied('Copy CSV: Clients');
  assert.match(head ?? '', /first_seen \(Asia\/Kathmandu\),last_seen \(Asia\/Kathmandu\)$/);
  assert.match(row ?? '', /\+05:45,2024-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+05:45$/);
});

test('one switch shows the code, is kept over a reload, and decides on paper too', async () => {
  await load('');
  assert.equal(await page.locator('details.code').first().isVisible(), false);
  await page.getByLabel('Show code').check();
  assert.equal(await fragment(), '#code=1');
  await page.reload();
  await ready();
  assert.equal(await page.locator('details.code pre').first().isVisible(), true);
  assert.equal(await page.locator('details.code summary').first().isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('details.code pre').first().isVisible(), true);
  assert.equal(await page.locator('.page-controls').isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
  await page.getByLabel('Show code').uncheck();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('details.code').first().isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
});

test('without a script each cell has its code to unfold', async () => {
  const plain = await openPage(address, { javaScriptEnabled: false });
  await plain.page.locator('details.code summary').first().click();
  assert.equal(await plain.page.locator('details.code pre').first().isVisible(), true);
  await plain.close();
});

test('axe finds nothing on the page, light and dark, on a desk and on a telephone', async () => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  await load('#country=DE&code=1');
  for (const details of await page.locator('main details').all())
    await details.evaluate((element) => {
      (element as HTMLDetailsElement).open = true;
    });
  await page.evaluate(axe);
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [390, 'dark'],
    [390, 'light'],
    [1440, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    const violations = await page.evaluate(
      `axe.run({ exclude: ['.main-svg'] }, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => v.id + ' (' + v.impact + ', ' + v.nodes.length + '): ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 300)).join(' | ')))`,
    );
    assert.deepEqual(violations, [], `${width} ${colorScheme}`);
  }
  assert.deepEqual([opened.pageErrors, opened.consoleErrors, opened.requests], [[], [], []]);
});
