import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { portBars } from '../../../lib/charts/port-bars.js';
import { trafficTimeline } from '../../../lib/charts/traffic-timeline.js';
import type { Finding } from '../../../lib/findings/finding.js';
import { filterControls, findingMarks, trafficByPort, trafficOverTime } from '../../../lib/index.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import type { Traffic } from '../../../lib/load/traffic.js';
import { type OpenedPage, openPage } from '../../browser/chrome.js';
import { convert } from '../../jupyter/export/convert.js';
import { code, display, figure, markdown, notebook } from '../../jupyter/export/notebook.js';

const finding = (id: string, severity: Finding['severity'], day: number) =>
  ({
    id,
    severity,
    kind: 'path scan',
    accuses: true,
    clients: ['203.0.113.9'],
    from: new Date(Date.UTC(2024, 3, day)),
    to: new Date(Date.UTC(2024, 3, day + 1)),
  }) as unknown as Finding;
const LEDGER = {
  findings: [finding('first', 'high', 5), finding('second', 'medium', 15), finding('third', 'medium', 15)],
};

/** A page with filters, a timeline with ticks, ports and, folded, the findings. */
async function pageOf(traffic: Traffic): Promise<string> {
  const timeline = trafficTimeline(await trafficOverTime(traffic), { findings: findingMarks(LEDGER) });
  const ports = portBars(await trafficByPort(traffic));
  const block = LEDGER.findings.map(({ id }) => `<div data-finding="${id}">Finding ${id}</div>`).join('');
  const { html } = await filterControls(traffic, { ledger: LEDGER });
  return convert(
    notebook([
      markdown('# Timeline'),
      code('a', display({ 'text/html': html })),
      code('b', figure(JSON.parse(JSON.stringify(timeline.data)), timeline.layout)),
      code('c', figure(JSON.parse(JSON.stringify(ports.data)), ports.layout)),
      code('d', display({ 'text/html': `<details><summary>Findings</summary>${block}</details>` })),
    ]),
  );
}

let html: string;
let opened: OpenedPage;
let page: Page;
before(async () => {
  html = await pageOf(await openTraffic(path.resolve(__dirname, '../../../data/cybersecurity_data.csv')));
  opened = await openPage(html, { viewport: { width: 1200, height: 1000 } });
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await page.waitForSelector('html[data-drawn="2"][data-filters]');
});
after(() => opened.close());

const TIMELINE = '[data-chart="overTime"]';
const chips = () => page.locator('.chips button').allInnerTexts();
/** The area of one pair of axes, in the middle of the screen. */
async function area(subplot: string) {
  const rect = page.locator(`${TIMELINE} .nsewdrag[data-subplot="${subplot}"]`);
  await rect.evaluate((shape) => shape.scrollIntoView({ block: 'center' }));
  const box = await rect.boundingBox();
  assert.ok(box);
  return (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
}
async function drag(subplot: string, from: number, to: number): Promise<void> {
  const at = await area(subplot);
  await page.mouse.move(...at(from, 0.4));
  await page.mouse.down();
  await page.mouse.move(...at((from + to) / 2, 0.5), { steps: 4 });
  await page.mouse.move(...at(to, 0.6), { steps: 4 });
  await page.mouse.up();
}
const waitForChips = (n: number) =>
  page.waitForFunction((wanted) => document.querySelectorAll('.chips button').length === wanted, n);

test('a drag over the timeline filters by the bins it touches, and a double click clears it', async () => {
  await drag('xy', 0.252, 0.498);
  await waitForChips(2);
  // 28 days from April 1; a bin has 3 hours.
  assert.deepEqual(await chips(), ['from 2024-04-08 00:00:00 UTC ×', 'before 2024-04-15 00:00:00 UTC ×']);
  assert.match(await page.locator('.filter-state output').innerText(), /^[\d,]+ of 20,000 records/);
  await page.waitForTimeout(500);
  const at = await area('xy');
  await page.mouse.dblclick(...at(0.5, 0.05));
  await waitForChips(0);
});

test('the two times of a drag are controls of the form as well, for the keyboard', async () => {
  await drag('xy2', 0.748, 0.502);
  await waitForChips(2);
  const times = await page
    .locator('.record-filters input[type="datetime-local"]')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  assert.deepEqual(times, ['2024-04-15T00:00', '2024-04-22T00:00']);
  await page.getByRole('button', { name: 'Reset filters' }).press('Enter');
  await waitForChips(0);
});

test('a click on a tick unfolds its finding and goes there; of several, one after the other', async () => {
  await page.evaluate(() => {
    document.addEventListener('finding', (event) => {
      document.body.dataset.heard = `${document.body.dataset.heard ?? ''} ${(event as CustomEvent).detail}`;
    });
  });
  await page.waitForTimeout(300);
  // High severity is the upper of two lines.
  for (const [day, line] of [
    [4, 0.25],
    [14, 0.75],
    [14, 0.75],
  ] as const) {
    const at = await area('xy3');
    await page.mouse.move(...at(day / 28 + 0.001, line));
    await page.waitForTimeout(150);
    await page.mouse.click(...at(day / 28 + 0.001, line));
  }
  await page.waitForFunction(() => document.body.dataset.heard?.split(' ').length === 4);
  assert.equal(await page.evaluate(() => document.body.dataset.heard), ' first second third');
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.finding), 'third');
  assert.equal(await page.locator('[data-finding="third"]').isVisible(), true);
  assert.deepEqual(await chips(), []);
});

test('the ticks stay when a filter redraws the timeline, pale where no record of the finding passes', async () => {
  await drag('xy', 0.01, 0.24);
  await waitForChips(2);
  await page.waitForFunction(
    () => document.querySelectorAll('[data-chart="overTime"] .subplot.xy3 .point').length > 0,
  );
  const opacities = await page.locator(`${TIMELINE} .plot`).evaluate((plot) => {
    const { data } = plot as unknown as {
      data: { yaxis?: string; marker?: { opacity?: number[] }; meta?: { findings: string[][] } }[];
    };
    return data
      .filter(({ yaxis }) => yaxis === 'y3')
      .map(({ meta, marker }) => [meta?.findings, marker?.opacity?.[0]]);
  });
  assert.deepEqual(opacities[0], [[['first']], 0.35]);
  await page.getByRole('button', { name: 'Reset filters' }).click();
  const { consoleErrors, pageErrors, requests } = opened;
  assert.deepEqual([consoleErrors, pageErrors, requests], [[], [], []]);
});

test('on a telephone a finger that moves over the timeline scrolls the page', async () => {
  const phone = await openPage(html, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await phone.page.waitForSelector('html[data-drawn="2"][data-filters]');
  await phone.page.locator(TIMELINE).evaluate((chart) => chart.scrollIntoView({ block: 'center' }));
  const box = await phone.page.locator(`${TIMELINE} .nsewdrag`).first().boundingBox();
  assert.ok(box);
  const before = await phone.page.evaluate(() => scrollY);
  const session = await phone.page.context().newCDPSession(phone.page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', { x, y });
  for (let moved = 20; moved <= 200; moved += 20) await touch('touchMove', { x, y: y - moved });
  await touch('touchEnd');
  await phone.page.waitForTimeout(300);
  assert.ok((await phone.page.evaluate(() => scrollY)) > before + 100, 'the page has scrolled');
  assert.equal(await phone.page.locator('.chips button').count(), 0);
  await phone.page.locator(`[data-chart="portBars"] .barlayer .point path`).first().tap({ force: true });
  await phone.page.waitForSelector('.chips button');
  assert.ok((await phone.page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
  await phone.close();
});
