import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type OpenedPage, openPage } from '../browser/chrome.js';
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

const cell = (page: Page, index: number) => page.locator('.jp-CodeCell').nth(index);

/** Waits until a cell has run, however it ended. */
async function ran(page: Page, index: number): Promise<void> {
  await cell(page, index)
    .locator('.jp-InputPrompt')
    .filter({ hasText: /\[\d+\]/ })
    .first()
    .waitFor({ state: 'attached', ...PATIENCE });
}

async function close({ consoleErrors, pageErrors, requests, dialogs, close }: OpenedPage): Promise<void> {
  await close();
  assert.deepEqual([consoleErrors, pageErrors, requests, dialogs], [[], [], [], []]);
}

test('01-explore: all its cells run, its figures and its map are drawn, and nothing outside is asked for', async () => {
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
  await close(opened);
});
