import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plain } from '../../../../lib/charts/plain.js';
import { render, html as template } from '../../../../lib/text/html.js';
import { visible } from '../../../../lib/text/visible.js';
import { type OpenedPage, openPage } from '../../../browser/chrome.js';
import { HOSTILE, MEGABYTE } from '../../../hostile/strings.js';
import { convert } from '../convert.js';
import { code, display, error, figure, markdown, notebook, stream } from '../notebook.js';

/** What nbconvert takes for ANSI colours. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[.*?[@-~]`, 'g');
const ATTACKS = [...HOSTILE, MEGABYTE];
const cell = (text: string) => template`<tr><td title=${visible(text)}>${visible(text)}</td></tr>`;
const labels = ATTACKS.map((text) => plain(text));

const attacked = notebook([
  markdown('# Attacked'),
  code('console.log(text)', ...ATTACKS.flatMap((text) => [stream('stdout', text), stream('stderr', text)])),
  code('text', ...ATTACKS.map((text) => display({ 'text/plain': text }))),
  code('throw new Error(text)', ...ATTACKS.map((text) => error('Error', text, [text]))),
  code('show(table)', display({ 'text/html': render(template`<table>${ATTACKS.map(cell)}</table>`) })),
  ...ATTACKS.map((text) => code(text.slice(0, 1000))),
  code(
    'show(figure)',
    figure(
      [{ type: 'bar', x: labels.map((_, i) => i), y: labels.map(() => 1), text: labels, name: labels[0] }],
      {
        title: { text: labels.slice(0, 3).join(' '), subtitle: { text: labels[45] } },
        meta: { description: ATTACKS.slice(0, 20).join(' ') },
        xaxis: { tickvals: labels.map((_, i) => i), ticktext: labels },
      },
    ),
  ),
]);

let opened: OpenedPage;
before(async () => {
  opened = await openPage(convert(attacked));
  await opened.page.waitForSelector('html[data-drawn="1"]');
});
after(() => opened.close());

test(`${ATTACKS.length} attack strings in every kind of output: nothing runs, nothing is asked for`, async () => {
  assert.ok(ATTACKS.length >= 50);
  const { consoleErrors, pageErrors, requests, dialogs } = opened;
  assert.deepEqual([dialogs, requests, pageErrors, consoleErrors], [[], [], [], []]);
});

test('no element is made of an attack string', async () => {
  const { page } = opened;
  const made =
    'main :is(img, iframe, object, embed, form, input:not(main > .page-controls input), button:not(.modebar-btn, .copy-csv), video, audio, base, meta, link, style, math, marquee, template, x, foreignObject, animate, textarea, b, i, sup), main a[href*="attacker"], main a[href^="javascript"], main [onerror], main [onload], main [style*="url("]';
  assert.deepEqual(
    await page.locator(made).evaluateAll((all) => all.map((element) => element.outerHTML)),
    [],
  );
  assert.equal(await page.locator('script').count(), 4);
});

test('each string is seen whole as the text that it is, its invisible characters as escapes', async () => {
  const { page } = opened;
  const seen = await page.locator('.stream:not(.warning, .error)').allTextContents();
  const texts = await page.locator('.stream.error').allTextContents();
  const shown = (text: string) =>
    visible(text.replace(COLOURS, '').replace(/^.*\r/, ''), MEGABYTE.length).replace(/\s+/g, ' ');
  assert.equal(texts.length, ATTACKS.length);
  for (const [i, text] of ATTACKS.entries()) {
    assert.equal(texts[i]?.replace(/\s+/g, ' '), shown(text));
    assert.ok(
      seen.some((output) => output.replace(/\s+/g, ' ') === shown(text)),
      shown(text).slice(0, 80),
    );
  }
});

test('in a table each string is the text of its cell', async () => {
  const { page } = opened;
  assert.deepEqual(
    await page.locator('td').allTextContents(),
    ATTACKS.map((text) => visible(text)),
  );
});
