import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { clientProfiles } from '../../../lib/analyze/client-profiles.js';
import { trafficByCountry } from '../../../lib/analyze/traffic-by-country.js';
import { trafficByPort } from '../../../lib/analyze/traffic-by-port.js';
import { trafficOverTime } from '../../../lib/analyze/traffic-over-time.js';
import { query } from '../../../lib/engine/query.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
import { formatBytes } from '../../../lib/text/format-bytes.js';
import { formatCount } from '../../../lib/text/format-count.js';
import { type OpenedPage, openPage } from '../../browser/chrome.js';
import { filtered } from './filtered.js';
import { filterPage } from './page.js';

let traffic: Traffic;
let html: string;
let opened: OpenedPage;
let page: Page;
before(async () => {
  traffic = await openTraffic(path.resolve(__dirname, '../../../data/cybersecurity_data.csv'));
  html = await filterPage(traffic);
  opened = await openPage(html, { viewport: { width: 1200, height: 900 }, acceptDownloads: true });
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await page.waitForSelector('html[data-drawn="6"][data-filters]');
});
after(() => opened.close());

const counted = () => page.locator('.filter-state output').innerText();
const chips = () => page.locator('.chips button').allInnerTexts();
const reset = () => page.locator('.filter-state').getByRole('button', { name: 'Reset filters' }).click();
const control = (name: string) =>
  page.locator('.record-filters label', { hasText: name }).locator('input, select');
/** Everything that waits to be seen is drawn, as for paper. */
const drawAll = () => page.evaluate(() => void dispatchEvent(new Event('beforeprint')));

interface Drawn {
  readonly data: readonly {
    name?: string;
    x?: number[];
    y?: number[];
    z?: number[];
    customdata?: string[];
  }[];
  readonly layout: { readonly meta: { readonly keys?: (string | number | null)[] } };
}
/** Bars of the records that pass, by key; those of which none passes are left out. */
const passing = ({ data, layout }: Drawn, along: 'x' | 'y') => {
  const own = data.find(({ name }) => name !== 'all records')?.[along];
  return layout.meta.keys?.map((key, i) => [key, own?.[i]] as const).filter(([, records]) => records);
};
/** What Plotly has drawn in a figure of that kind. */
const drawn = (chart: string): Promise<Drawn> =>
  page.locator(`[data-chart="${chart}"] .plot`).evaluate((plot) => {
    const { data, layout } = plot as unknown as Drawn;
    return JSON.parse(JSON.stringify({ data, layout: { meta: layout.meta } })) as Drawn;
  });

test('several filters at once: counts, map, bars, ports, time and sources are those of DuckDB', async (t) => {
  await control('Add a country').selectOption({ label: 'Germany (DE)' });
  await control('Add a country').selectOption({ label: 'United States (US)' });
  await control('From (UTC)').fill('2024-04-03T06:00:00');
  await control('Before').fill('2024-04-20T18:30:00');
  await control('Add a port').selectOption({ label: '443' });
  const took = await page.evaluate(() => {
    const box = [...document.querySelectorAll('.record-filters label')]
      .find((label) => label.textContent?.includes('Score at least'))
      ?.querySelector('input');
    if (!box) return 0;
    box.value = '0.2';
    const start = performance.now();
    box.dispatchEvent(new Event('change'));
    return performance.now() - start;
  });
  t.diagnostic(`20,000 records answered in ${took.toFixed(0)} ms`);
  await drawAll();

  const { connection } = requireLocal(traffic).engine;
  const where = `src_ip_country_code in ('DE', 'US') and creation_time >= '2024-04-03 06:00:00'
    and creation_time < '2024-04-20 18:30:00' and dst_port = 443
    and cast(((cast(row_id as bigint) - 1) * 7919) % 1000 / 1000.0 as float) >= 0.2`;
  const [totals, countries, ports, { bins }, sources] = await filtered(
    traffic,
    where,
    async () =>
      [
        (
          await query<{ records: number; clients: number; bytes: number }>(
            connection,
            `select cast(count(*) as integer) as records, cast(count(distinct src_ip) as integer) as clients,
          sum(cast(bytes_in as double)) + sum(cast(bytes_out as double)) as bytes from traffic`,
          )
        )[0]!,
        await trafficByCountry(traffic),
        await trafficByPort(traffic),
        await trafficOverTime(traffic, { bin: 10_800 }),
        await clientProfiles(traffic, { limit: 15 }),
      ] as const,
  );
  assert.ok(totals.records > 500 && totals.records < 15_000, String(totals.records));
  assert.equal(
    await counted(),
    `${totals.records.toLocaleString('en-US')} of 20,000 records, ${formatCount(totals.clients, 'client')}, ${formatBytes(totals.bytes)}`,
  );
  const map = (await drawn('countryMap')).data[2];
  assert.deepEqual(
    map?.customdata?.map((code, i) => [code, Math.round(10 ** map.z![i]!)]),
    countries.map(({ country, records }) => [country, records]),
  );
  const bars = await drawn('countryBars');
  assert.deepEqual(
    passing(bars, 'x'),
    countries.map(({ country, records }) => [country, records]),
  );
  const portBars = await drawn('portBars');
  assert.deepEqual(
    passing(portBars, 'x'),
    ports.map(({ port, records }) => [port, records]),
  );
  const time = await drawn('overTime');
  assert.deepEqual(
    passing(time, 'y'),
    bins.filter(({ records }) => records).map(({ start, records }) => [start.getTime(), records]),
  );
  const rows = page.locator('[data-follows="clients"] tr');
  assert.deepEqual(
    await rows.evaluateAll((all) =>
      all
        .slice(1)
        .map((row) => [...(row as HTMLTableRowElement).cells].slice(0, 5).map((c) => c.dataset.value)),
    ),
    sources.map((row) =>
      [row.src_ip, row.country, row.records, row.bytes_in, row.bytes_out].map((value) => String(value)),
    ),
  );
  const behind = page.locator('[data-chart="countryBars"] + .rich tr td:nth-child(2)');
  assert.deepEqual(
    await behind.evaluateAll((all) => all.map((cell) => Number((cell as HTMLElement).dataset.value))),
    countries.map(({ records }) => records),
  );
  assert.equal((await chips()).length, 6);
  assert.match(
    await page
      .locator('.printed')
      .innerText()
      .catch(() => ''),
    /^$|Only these/,
  );
});

test('what passes is saved as CSV, in the order of the records', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'filtered-records.csv');
  const [head, ...lines] = readFileSync(await download.path(), 'utf8').split('\r\n');
  assert.match(
    head ?? '',
    /^row,bytes_in,bytes_out,creation_time,.*,anomaly_score,top_reasons,matched_rules$/,
  );
  assert.equal(`${lines.length.toLocaleString('en-US')} of`, (await counted()).split(' ', 2).join(' '));
  const rows = lines.map((line) => Number.parseInt(line, 10));
  assert.deepEqual(
    rows,
    rows.toSorted((a, b) => a - b),
  );
});

test('a figure is saved as SVG and PNG with its title', async () => {
  const chart = page.locator('[data-chart="countryBars"]');
  const title = await chart.locator('figcaption strong').innerText();
  for (const format of ['svg', 'png']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      chart.getByRole('button', { name: `Download as ${format.toUpperCase()}` }).press('Enter'),
    ]);
    assert.match(download.suggestedFilename(), new RegExp(`^United-States-US-.*\\.${format}$`));
    const saved = readFileSync(await download.path());
    if (format === 'png') assert.equal(saved.subarray(1, 4).toString('latin1'), 'PNG');
    else assert.ok(saved.toString().includes(title.slice(0, 30)), title);
  }
});

test('for paper the filters are a sentence', async () => {
  await page.emulateMedia({ media: 'print' });
  assert.match(
    await page.locator('.printed').innerText(),
    /^Only these records are counted: from 2024-04-03 06:00:00 UTC; .*country Germany \(DE\); .*port 443; score at least 0\.2\.$/,
  );
  assert.equal(await page.locator('.record-filters').isVisible(), false);
  assert.equal(await page.locator('.chips').isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
});

test('a chip takes its filter away, Reset all, and then the page is as it was', async () => {
  await page.getByRole('button', { name: 'Remove filter: country Germany (DE)' }).click();
  assert.equal(
    (await chips()).some((text) => text.includes('Germany')),
    false,
  );
  await reset();
  assert.deepEqual(await chips(), []);
  assert.match(await counted(), /^20,000 of 20,000 records, /);
  await drawAll();
  assert.equal(
    (await drawn('countryBars')).data[0]?.x?.reduce((a, b) => a + b),
    20_000,
  );
});

/** Clicks a mark until there are so many filters: while the page still draws, a mark may move or be drawn anew. */
async function clickUntil(mark: Locator, filters: number): Promise<void> {
  const chip = page.locator('.chips button');
  for (let time = 0; time < 5 && (await chip.count()) !== filters; time++) {
    // In the middle of the screen, where nothing that stays in sight lies over it.
    await mark.evaluate((shape) => shape.scrollIntoView({ block: 'center' })).catch(() => undefined);
    await page.waitForTimeout(300);
    await mark.click({ force: true, timeout: 2000 }).catch(() => undefined);
    await page
      .waitForFunction((n) => document.querySelectorAll('.chips button').length === n, filters, {
        timeout: 2000,
      })
      .catch(() => undefined);
  }
}

test('a click on a country, a bar, a bin of time or a source filters, and a second one no longer', async () => {
  // The middle of Germany lies in Germany, unlike that of the United States.
  const germany = (await drawn('countryMap')).data[2]?.customdata?.indexOf('DE') ?? 0;
  for (const [chart, mark, text] of [
    ['countryMap', `.choroplethlayer .trace:last-child path >> nth=${germany}`, /^country Germany/],
    ['countryBars', '.barlayer .point path', /^country /],
    ['portBars', '.barlayer .point path', /^port 443/],
    ['overTime', '.barlayer .point path', /^from /],
  ] as const) {
    const shape = page.locator(`[data-chart="${chart}"]`).locator(mark).first();
    await clickUntil(shape, 1);
    const [first] = await chips();
    assert.match(first ?? '', text, chart);
    if (chart === 'portBars') await clickUntil(shape, 0);
    else await reset();
    assert.deepEqual(await chips(), []);
  }
  await drawAll();
  const source = page.locator('[data-follows="clients"] button.source').first();
  const address = await source.innerText();
  await source.focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await chips(), [`client ${address} ×`]);
  // The focus is on the new filter: Enter takes it off again.
  await page.keyboard.press('Enter');
  assert.deepEqual(await chips(), []);
});

test('a click on a client with a high score filters by it, and the table then lists it alone', async () => {
  const clients = page.locator('[data-follows="topClients"]');
  const address = await clients.locator('button.source').nth(2).innerText();
  await clients.locator('button.source').nth(2).click();
  assert.deepEqual(await chips(), [`client ${address} ×`]);
  await drawAll();
  assert.deepEqual(await clients.locator('button.source').allInnerTexts(), [address]);
  await reset();
  await drawAll();
  assert.equal(await clients.locator('button.source').count(), 15);
});

test('with the keyboard, arrows walk through a list and Enter adds what they came to', async () => {
  await control('Add a country').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await chips(), []);
  await page.keyboard.press('Enter');
  assert.deepEqual(await chips(), ['country Germany (DE) ×']);
  await page.locator('.chips button').focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await chips(), []);
});

test('anomalies only: the most unusual are those that remain, with their reasons', async () => {
  await control('Anomalies only').check();
  assert.match(await counted(), /^200 of 20,000/);
  await drawAll();
  const scores = await page
    .locator('[data-follows="anomalies"] tr')
    .evaluateAll((all) => all.slice(1).map((row) => (row as HTMLTableRowElement).innerText));
  assert.equal(scores.length, 20);
  assert.match(
    await page.locator('[data-chart="scoreDistribution"] figcaption strong').innerText(),
    /^\d+ of 200 records /,
    'the distribution of the scores is of those too',
  );
  assert.ok(scores.every((text) => /reason \d/.test(text)));
  await reset();
});

test('axe finds nothing in the filters, light and dark, and all went without an error or a request', async () => {
  const { consoleErrors, pageErrors, requests } = opened;
  assert.deepEqual([consoleErrors, pageErrors, requests], [[], [], []]);
  await control('Add a country').selectOption({ label: 'Germany (DE)' });
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      `axe.run({ exclude: ['.main-svg'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html)))`,
    );
    assert.deepEqual(violations, [], colorScheme);
  }
  await reset();
});
