import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type OpenedPage, openPage } from '../../../browser/chrome.js';
import { convert } from '../convert.js';
import { SAMPLE } from '../sample.js';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let html = '';
/** Opened once for all that only look at it. */
let opened: OpenedPage;
before(async () => {
  html = convert(SAMPLE);
  opened = await openPage(html);
  await opened.page.waitForSelector('html[data-drawn="4"]');
});
after(() => opened.close());

test('with the network off the four figures are drawn, with no error and no request', async () => {
  const { page, consoleErrors, pageErrors, requests } = opened;
  assert.equal(await page.locator('.chart .plot').count(), 4);
  assert.equal(await page.locator('.chart .plot > .plot-container').count(), 4);
  assert.equal(await page.locator('.choropleth path.choroplethlocation').count(), 177);
  assert.equal(await page.locator('.barlayer .point').count(), 3);
  assert.equal(await page.locator('.cartesianlayer .scatterlayer .point').count(), 22 + 60);
  assert.deepEqual([consoleErrors, pageErrors, requests], [[], [], []]);
});

test('one plotly.js serves all figures, and no element points outside the page', () => {
  assert.equal(html.split('plotly.js v4').length - 1, 1);
  const outside = html.replace(/<script[\s\S]*?<\/script>/g, '').match(/(src|href)="(?!#|data:)[^"]*"/g);
  assert.equal(outside, null);
});

test('a script that is not of the template does not run, though a cell put it into the page', async () => {
  const attacked = html.replace(
    '</main>',
    '<script>document.title = "taken"</script><img src=x onerror="alert(1)"></main>',
  );
  const { page, consoleErrors, dialogs, requests, close } = await openPage(attacked);
  await page.waitForSelector('html[data-drawn="4"]');
  assert.equal(await page.title(), 'Suspicious web traffic');
  assert.deepEqual(dialogs, []);
  assert.deepEqual(
    requests.filter((address) => address.startsWith('http')),
    [],
  );
  assert.ok(consoleErrors.some((message) => message.includes('Content Security Policy')));
  await close();
});

test('the page has its title, its language, its contents and its code folded away', async () => {
  const { page } = opened;
  assert.equal(await page.title(), 'Suspicious web traffic');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.deepEqual(await page.locator('nav li').allTextContents(), [
    'What is the data?',
    'Where does it come from?',
    'When?',
    'By ten minutes',
    'Every record',
    'What went wrong',
  ]);
  assert.equal(await page.locator('details.code').count(), 8);
  assert.equal(await page.locator('details.code[open]').count(), 0);
  for (const href of await page
    .locator('nav li a')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href'))))
    assert.equal(await page.locator(`[id="${href?.slice(1)}"]`).count(), 1, `${href} leads somewhere`);
});

test('each figure is one labelled picture, its title the text of the page', async () => {
  const { page } = opened;
  assert.equal(await page.locator('.main-svg[role=img]').count(), 4);
  const map = page.getByRole('img', { name: 'A map of the world, shaded by the number of records' });
  assert.equal(await map.count(), 1);
  assert.equal(
    await page.locator('figcaption').first().textContent(),
    'The United States send 40 % of the 282 records',
  );
  assert.equal(await page.locator('.gtitle').count(), 0);
});

test('messages and errors are shown as text, their ANSI colours taken off', async () => {
  const { page } = opened;
  assert.equal(await page.locator('.stream.warning').textContent(), 'warning 2 rows set aside');
  assert.equal(
    await page.locator('.stream.error').textContent(),
    'Error: no such column\n  at cell 3, line 1',
  );
});

test("axe finds nothing outside Plotly's own drawing, light and dark", async () => {
  const { page, close } = await openPage(html, { bypassCSP: true });
  await page.waitForSelector('html[data-drawn="4"]');
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.addScriptTag({ content: AXE });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = (await page.evaluate(
      `axe.run({ exclude: ['.main-svg'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html)))`,
    )) as string[];
    assert.deepEqual(found, [], colorScheme);
  }
  await close();
});

test('figures take the ink of the page, dark, then light again, and light on paper', async () => {
  const { page, close } = await openPage(html, { colorScheme: 'dark' });
  await page.waitForSelector('html[data-drawn="4"]');
  const ink = () =>
    page
      .locator('.xtick text')
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
  assert.equal(await ink(), 'rgb(228, 232, 236)');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector('.xtick text')!).fill === 'rgb(28, 33, 40)',
  );
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector('.xtick text')!).fill === 'rgb(228, 232, 236)',
  );
  await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector('.xtick text')!).fill === 'rgb(28, 33, 40)',
  );
  assert.equal(await page.locator('.main-svg').first().getAttribute('width'), '660');
  await close();
});

test('on a telephone nothing is wider than the screen', async () => {
  const { page, close } = await openPage(html, { viewport: { width: 360, height: 740 } });
  await page.waitForSelector('html[data-drawn="4"]');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  assert.equal(
    await page.locator('nav details').evaluate((details: HTMLDetailsElement) => details.open),
    false,
  );
  await close();
});

test("JupyterLab's export dialog, which asks to sanitize, gives the same bytes", () => {
  assert.equal(convert(SAMPLE, '--HTMLExporter.sanitize_html=True'), html);
});
