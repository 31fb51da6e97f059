import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Figure } from '../../../../lib/charts/figure.js';
import { scoreHistogram } from '../../../../lib/charts/score-histogram.js';
import { trafficDots } from '../../../../lib/charts/traffic-dots.js';
import { table } from '../../../../lib/text/table.js';
import { openPage } from '../../../browser/chrome.js';
import { convert } from '../convert.js';
import { code, display, markdown, notebook, figure as shown } from '../notebook.js';

const scores = Float32Array.from({ length: 100 }, (_, i) => i + 1);
const records = Array.from(scores.slice(80), (anomaly_score) => ({ anomaly_score })).reverse();
const every = trafficDots({
  rows: Array.from({ length: 30 }, (_, i) => ({
    row_id: i + 1,
    creation_time: new Date(Date.UTC(2024, 3, 25, i)),
    bytes_in: 1000 + i,
    bytes_out: 24,
    src_ip: `192.0.2.${i}`,
    country: i % 3 ? 'US' : 'DE',
    port: 443,
  })),
  records: 30,
});
const drawn = ({ data, layout }: Figure) => shown(JSON.parse(JSON.stringify(data)), layout);

test('in the exported page, without a server: the slider moves the threshold, counts and table follow, dots tell and are filtered', async () => {
  const html = convert(
    notebook([
      markdown('# Threshold'),
      code(
        'a',
        drawn(scoreHistogram({ scores, threshold: 90 })),
        display({ 'text/html': table(records).html }),
      ),
      code('b', drawn(every)),
    ]),
  );
  const { page, consoleErrors, pageErrors, requests, close } = await openPage(html);
  await page.waitForSelector('html[data-drawn="2"]', { state: 'attached' });
  const caption = page.locator('figcaption strong').first();
  const slider = page.getByRole('slider', { name: /threshold/ });
  const status = page.locator('.table-bar [role="status"]');
  assert.equal(await caption.innerText(), '10 of 100 records (10 %) lie above the threshold of 90');
  assert.equal(await status.innerText(), 'rows 1 to 15 of 20');
  assert.equal(await page.locator('.slider-container').count(), 0, 'one slider, the page’s');
  const bars = (n: number) =>
    page
      .locator('.barlayer .trace')
      .nth(n)
      .locator('.point path')
      .evaluateAll((all) => all.filter((bar) => (bar as SVGPathElement).getBBox().height > 0).length);
  const before = [await bars(0), await bars(1)];

  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() =>
    /6 of 100/.test(document.querySelector('figcaption strong')?.textContent ?? ''),
  );
  assert.match(await caption.innerText(), /^6 of 100 records \(6\.0 %\) lie above the threshold of 95$/);
  assert.equal(await slider.getAttribute('aria-valuetext'), '95');
  assert.equal(await status.innerText(), 'rows 1 to 6 of 6 found in 20');
  assert.deepEqual([await bars(0), await bars(1)], [(before[0] ?? 0) + 2, (before[1] ?? 0) - 2]);
  await page.keyboard.press('Home');
  await page.waitForFunction(() =>
    /^(99|100) of 100/.test(document.querySelector('figcaption strong')?.textContent ?? ''),
  );
  assert.equal(await status.innerText(), 'rows 1 to 15 of 20');

  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(
    `axe.run({ exclude: ['.main-svg'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html)))`,
  );
  assert.deepEqual(violations, []);

  // Another colour scheme draws anew, and the threshold stays where the reader put it.
  await page.keyboard.press('End');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector('.xtick text')!).fill === 'rgb(228, 232, 236)',
  );
  assert.match(await caption.innerText(), /^0 of 100 records/);

  const dot = page.locator('.cartesianlayer .scatterlayer .point');
  assert.equal(await dot.count(), 30);
  await dot.first().hover({ force: true });
  await page
    .locator('.hoverlayer .hovertext')
    .filter({ hasText: /192\.0\.2\.\d+ · US · port 443/ })
    .waitFor();

  await page.locator('.legend .traces', { hasText: 'Germany' }).locator('.legendtoggle').click();
  await page.waitForFunction(
    () => document.querySelectorAll('.cartesianlayer .scatterlayer .point').length === 20,
  );

  assert.deepEqual([consoleErrors, pageErrors, requests], [[], [], []]);
  await close();
});
