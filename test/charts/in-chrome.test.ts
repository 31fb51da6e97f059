import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CountryTraffic } from '../../lib/analyze/traffic-by-country.js';
import { countryBars } from '../../lib/charts/country-bars.js';
import { countryMap } from '../../lib/charts/country-map.js';
import type { Figure } from '../../lib/charts/figure.js';
import { trafficDots } from '../../lib/charts/traffic-dots.js';
import { type OpenedPage, openPage } from '../browser/chrome.js';
import { HOSTILE } from '../hostile/strings.js';

const country = (code: string, records: number): CountryTraffic => ({
  country: code,
  records,
  clients: 1,
  bytes_in: 1,
  bytes_out: 1,
  by_registry: 0,
});

/** Draws figures with the real plotly.js in a real Chrome without a network. */
async function draw(figures: readonly Figure[]): Promise<OpenedPage> {
  const opened = await openPage('<!doctype html><meta charset="utf-8"><title>Figures</title><body>');
  await opened.page.addScriptTag({
    content: readFileSync(require.resolve('plotly.js/plotly.min.js'), 'utf8'),
  });
  await opened.page.evaluate(`(async (figures) => {
    for (const { data, layout, config } of figures) {
      const place = document.body.appendChild(document.createElement('div'));
      await Plotly.newPlot(place, data, layout, config);
      if (data.some((trace) => trace.type === 'bar' || trace.type === 'scatter'))
        Plotly.Fx.hover(place, [{ curveNumber: 0, pointNumber: 0 }]);
    }
  })(${JSON.stringify(figures)})`);
  return opened;
}

test('the map fills its countries and asks the network for nothing', async () => {
  const opened = await draw([countryMap([country('US', 113), country('IL', 14), country('SG', 2)])]);
  const drawn = await opened.page.evaluate(`[...document.querySelectorAll('.choroplethlayer path')]
    .map((path) => getComputedStyle(path).fill).filter((fill) => fill.startsWith('rgb('))`);
  const marks = await opened.page.evaluate(`document.querySelectorAll('.scattergeo .point').length`);
  assert.equal((drawn as string[]).length, 2);
  assert.equal(new Set(drawn as string[]).size, 2);
  // Singapore, and the invisible first point.
  assert.equal(marks, 2);
  assert.deepEqual([opened.requests, opened.consoleErrors, opened.pageErrors], [[], [], []]);
  await opened.close();
});

test('hostile text stands in titles, ticks, legends and hover texts as it is: no markup, no link, no request', async () => {
  const attacks = HOSTILE.map((text, i) => country(text, HOSTILE.length - i));
  const figures = [
    countryMap(attacks),
    countryBars(attacks, { limit: HOSTILE.length }),
    ...HOSTILE.map((text, i) =>
      trafficDots({
        rows: [
          {
            row_id: i,
            creation_time: new Date(0),
            bytes_in: 1,
            bytes_out: 1,
            src_ip: text,
            country: text,
            port: null,
          },
        ],
        records: 1,
      }),
    ),
  ];
  const opened = await draw(figures);
  const { page } = opened;
  const found = await page.evaluate(`({
    links: document.querySelectorAll('.js-plotly-plot a[*|href], svg a').length,
    styled: [...document.querySelectorAll('svg text, svg tspan')].filter((t) =>
      t.closest('.hovertext') === null && (/bold|italic/.test(t.getAttribute('style') ?? '') || /url\\(/.test(t.getAttribute('style') ?? ''))).length,
    foreign: document.querySelectorAll('svg image, svg foreignObject, svg script, .js-plotly-plot iframe, .js-plotly-plot img').length,
    hovers: document.querySelectorAll('.hovertext').length,
    titles: [...document.querySelectorAll('.gtitle')].filter((t) => t.textContent.includes('<')).length,
  })`);
  const { links, styled, foreign, hovers, titles } = found as Record<string, number>;
  assert.deepEqual([links, styled, foreign], [0, 0, 0]);
  assert.equal(hovers, HOSTILE.length + 1);
  assert.ok(
    (titles ?? 0) >= HOSTILE.filter((text) => text.startsWith('<')).length,
    `${titles} titles with a visible <`,
  );
  assert.deepEqual([opened.requests, opened.dialogs, opened.pageErrors], [[], [], []]);
  await opened.close();
});
