import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Download, Page } from 'playwright-core';
import { type OpenedPage, openPage } from '../browser/chrome.js';
import { texts, USUAL, writeHostileFile } from '../hostile/file.js';
import { code, notebook } from '../jupyter/export/notebook.js';
import { type JupyterLab, startJupyterLab } from './jupyterlab.js';

// One JupyterLab for all, driven with keyboard and mouse as a user would.

const PATIENCE = { timeout: 60_000 };
let lab: JupyterLab | undefined;
before(async () => {
  lab = await startJupyterLab();
});
after(() => lab?.close());

const idle = (page: Page) => page.getByText('TypeScript | Idle').waitFor(PATIENCE);

/** Opens a notebook and waits until its kernel is idle. */
async function open(name: string): Promise<OpenedPage> {
  const opened = await openPage(lab?.address(name) ?? '', { viewport: { width: 1300, height: 1000 } });
  await opened.page.waitForSelector('.jp-Notebook .jp-CodeCell', PATIENCE);
  await idle(opened.page);
  return opened;
}

async function menu(page: Page, top: string, ...items: readonly (string | RegExp)[]): Promise<void> {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${top}$`) }).click();
  for (const item of items) await page.locator('.lm-Menu-itemLabel').getByText(item, { exact: true }).click();
}

/** A cell that has not run. */
const unrun = (source: string) => ({ ...code(source), execution_count: null });
const cell = (page: Page, index: number) => page.locator('.jp-CodeCell').nth(index);

/** Waits until a cell has run, however it ended. */
async function ran(page: Page, index: number): Promise<void> {
  await cell(page, index)
    .locator('.jp-InputPrompt')
    .filter({ hasText: /\[\d+\]/ })
    .first()
    .waitFor({ state: 'attached', ...PATIENCE });
}

/** Runs a cell with the keyboard. */
async function run(page: Page, index: number): Promise<void> {
  await cell(page, index).locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
}

/** Puts the cursor behind a cell's last character, once JupyterLab is ready to complete what stands there. */
async function atEnd(page: Page, index: number): Promise<void> {
  await cell(page, index).locator('.cm-content').click();
  await cell(page, index).locator('.jp-mod-completer-enabled').waitFor(PATIENCE);
  await page.keyboard.press('Control+End');
}

/** What File → Save and Export Notebook As → HTML downloads, with what its dialog proposes. */
async function exported(page: Page): Promise<string> {
  const downloaded = new Promise<Download>((resolve) => {
    page.once('download', resolve);
    page.context().on('page', (popup) => popup.once('download', resolve));
  });
  await menu(page, 'File', 'Save and Export Notebook As', 'HTML');
  await page.locator('.jp-Dialog').getByRole('button', { name: 'Ok' }).click();
  const download = await downloaded;
  assert.equal(download.suggestedFilename(), '01-explore.html');
  return readFileSync(await download.path(), 'utf8');
}

async function close({ consoleErrors, pageErrors, requests, dialogs, close }: OpenedPage): Promise<void> {
  await close();
  assert.deepEqual([consoleErrors, pageErrors, requests, dialogs], [[], [], [], []]);
}

test('01-explore: all its cells run, its figures and its map are drawn, and its export is the report page', async () => {
  const opened = await open('01-explore.ipynb');
  const { page } = opened;
  await cell(page, 0).locator('.cm-content[data-language="typescript"]').waitFor(PATIENCE);
  await menu(page, 'Run', /^Run All Cells/);
  const cells = await page.locator('.jp-CodeCell').count();
  for (let i = 0; i < cells; i++) await ran(page, i);
  await page.locator('.js-plotly-plot .main-svg').first().waitFor({ state: 'attached' });
  assert.equal(await page.locator('.jp-RenderedPlotly').count(), 6);
  assert.equal(await page.locator('.jp-RenderedPlotly .main-svg').count(), 6 * 3);
  const countries = page.locator('.choroplethlocation');
  assert.ok((await countries.count()) > 150, 'the map has its countries');
  const filled = await countries.evaluateAll(
    (all) => new Set(all.map((path) => getComputedStyle(path).fill)).size,
  );
  assert.ok(filled >= 3, `the countries have ${filled} different colours`);
  assert.equal(await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count(), 0);

  // The tables behind figures are folded.
  const bar = page.locator('.table-bar:visible').first();
  const search = bar.locator('input');
  const status = bar.locator('[role="status"]');
  await search.click();
  await page.keyboard.type('dd');
  await status.filter({ hasText: 'found in' }).waitFor(PATIENCE);
  assert.equal(
    await page.locator('.jp-CodeCell').count(),
    cells,
    'd d deletes no cell while a table is searched',
  );

  const html = await exported(page);
  assert.match(html, /<meta content="default-src 'none'; [^>]* http-equiv="Content-Security-Policy"/);
  assert.equal(html.split('plotly.js v4').length - 1, 1, 'one plotly.js');
  const offline = await openPage(html);
  await offline.page.waitForSelector('html[data-drawn="6"]', { state: 'attached' });
  assert.equal(await offline.page.locator('.chart .plot > .plot-container').count(), 6);
  assert.ok((await offline.page.locator('.choroplethlocation').count()) > 150);
  await close(offline);
  await close(opened);
});

test('a cell is completed, documented, interrupted with its best kept, failed with its line, and restarted', async () => {
  writeFileSync(
    path.join(lab?.notebooks ?? '', 'work.ipynb'),
    notebook([
      unrun(
        "import { detectAnomalies, openTraffic, showProgress } from './lib/index.js';\nconst traffic = await openTraffic(process.env.TRAFFIC ?? '');",
      ),
      unrun('openTra'),
      unrun('openTraffic('),
      unrun(
        "const found = await detectAnomalies(traffic, { detector: 'autoencoder', steps: 1e6, ...showProgress('Training') });\nconsole.log(found.scores.length > 0, found.history?.stopped);",
      ),
      unrun("const fine = 1;\n\nfunction inner() {\n  throw new RangeError('boom');\n}\ninner();"),
      unrun('typeof traffic'),
    ]),
  );
  const opened = await open('work.ipynb');
  const { page } = opened;
  await run(page, 0);
  await ran(page, 0);

  await atEnd(page, 1);
  await page.keyboard.press('Tab');
  await page.locator('.jp-Completer-item', { hasText: 'openTraffic' }).first().waitFor(PATIENCE);
  await page.keyboard.press('Enter');
  await cell(page, 1)
    .locator('.cm-content', { hasText: /^openTraffic$/ })
    .waitFor(PATIENCE);

  await atEnd(page, 2);
  await page.keyboard.press('Shift+Tab');
  const documented = page.locator('.jp-Tooltip');
  await documented.filter({ hasText: 'Promise<Traffic>' }).waitFor(PATIENCE);
  assert.match(await documented.innerText(), /openTraffic\(.*Promise<Traffic>/s);
  assert.match(await documented.innerText(), /Example/);
  await page.keyboard.press('Escape');

  await run(page, 3);
  const live = cell(page, 3).locator('.jp-OutputArea-output[data-mime-type="text/html"] [role="status"]');
  await live.filter({ hasText: /Training: [\d,]+ of 1,000,000 gradient steps/ }).waitFor(PATIENCE);
  await menu(page, 'Kernel', 'Interrupt Kernel');
  await ran(page, 3);
  const result = await cell(page, 3).locator('.jp-OutputArea').innerText();
  assert.match(result, /true aborted/);

  await run(page, 4);
  await ran(page, 4);
  const failed = cell(page, 4).locator('.jp-OutputArea-output').last();
  assert.match(await failed.innerText(), /RangeError: boom/);
  assert.match(
    await failed.innerText(),
    /cell \d+, line 4, column 9:\s+4 \| {3}throw new RangeError\('boom'\);/,
  );

  await run(page, 5);
  await ran(page, 5);
  assert.equal((await cell(page, 5).locator('.jp-OutputArea-output').innerText()).trim(), 'object');
  await menu(page, 'Kernel', /^Restart Kernel…/);
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await idle(page);
  await run(page, 5);
  await cell(page, 5)
    .locator('.jp-OutputArea-output', { hasText: /Cannot find name 'traffic'/ })
    .waitFor(PATIENCE);
  await close(opened);
});

test('in JupyterLab a file full of attacks runs nothing, asks for nothing and makes no element of them', async () => {
  const file = path.join(lab?.notebooks ?? '', 'hostile.csv');
  writeHostileFile(file);
  const names = texts.map(({ name }) => name).join(', ');
  writeFileSync(
    path.join(lab?.notebooks ?? '', 'hostile.ipynb'),
    notebook([
      unrun(
        `import { clientProfiles, findingsBlock, investigate, openTraffic, portBars, show, table, trafficByPort } from './lib/index.js';\nconst traffic = await openTraffic(${JSON.stringify(file)});`,
      ),
      unrun(
        `const rows = await traffic.engine.query('select ${names} from traffic where row_id > ${USUAL}');\nshow(table(rows));`,
      ),
      unrun('show(findingsBlock(await investigate(traffic)));\nshow(table(await clientProfiles(traffic)));'),
      unrun(
        'show(portBars(await trafficByPort(traffic)));\nconsole.log(JSON.stringify(rows).slice(0, 5000));',
      ),
      unrun('throw new Error(rows.map((row) => row.rule_names).join(" ").slice(0, 5000));'),
    ]),
  );
  const opened = await open('hostile.ipynb');
  const { page } = opened;
  await menu(page, 'Run', /^Run All Cells/);
  for (let i = 0; i < 5; i++) await ran(page, i);
  await page.locator('.js-plotly-plot .main-svg').first().waitFor({ state: 'attached' });
  const outputs = page.locator('.jp-OutputArea-output');
  const seen = (await outputs.allTextContents()).join('\n');
  assert.ok(seen.includes('<script>alert(1)</script>'), 'seen as text');
  const made =
    ':is(img:not(.plot-img), iframe, object, embed, form, video, audio, base, meta, link, math, marquee, template, x, foreignObject, animate, textarea), [onerror], [onload], :not(pre) > a[href*="attacker"], a[href^="javascript"]';
  // JupyterLab itself makes links of addresses in printed text, which is in pre.
  assert.deepEqual(
    await outputs.locator(made).evaluateAll((all) => all.map((element) => element.outerHTML.slice(0, 300))),
    [],
  );
  await close(opened);
});
