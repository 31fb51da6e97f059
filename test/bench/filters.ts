import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';
import { chrome, openPage } from '../browser/chrome.js';
import { filterPage } from '../report/browser/page.js';

// How long the filters of an exported page take to answer, from a choice to the next picture on the screen, wherever the
// reader is in the page. Allowed: 200 ms at 100,000 records, in a file under 25 MB. Seen on a quiet machine of 2 processors whose
// Chrome draws without a graphics card: 51 to 161 ms in thirty choices, 8.4 MB.

const ROWS = Number(process.argv[2] ?? 100_000);

async function bench(folder: string): Promise<void> {
  const records = path.join(folder, 'records.csv');
  await writeSimulation(records, { rows: ROWS, days: 28, seed: 1, scenario: defaultScenario });
  const file = path.join(folder, 'page.html');
  writeFileSync(file, await filterPage(await openTraffic(records)));
  console.log(`${ROWS.toLocaleString('en-US')} records: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  const { page, close } = await openPage(file, { viewport: { width: 1200, height: 900 } });
  await page.waitForSelector('html[data-drawn][data-filters]');
  for (const chart of ['countryMap', 'countryBars', 'portBars', 'overTime', 'scoreDistribution', 'dots']) {
    const took: number[] = [];
    for (const choice of [1, 2, 0, 3, 0]) {
      await page.locator(`[data-chart="${chart}"]`).evaluate((figure) => figure.scrollIntoView());
      await page.waitForTimeout(1500);
      took.push(await page.evaluate(answer, choice));
    }
    console.log(`${chart} in sight: ${took.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  }
  await close();
  await (await chrome()).close();
}

/** Adds the country at that place of its list, or takes all filters off (0); milliseconds until it is seen. */
async function answer(choice: number): Promise<number> {
  const start = performance.now();
  if (choice === 0) {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.filter-state button')];
    buttons.find((button) => button.textContent === 'Reset filters')?.click();
  } else {
    const labels = [...document.querySelectorAll('.record-filters label')];
    const list = labels.find((label) => label.textContent?.includes('country'))?.querySelector('select');
    if (list) list.value = String(choice - 1);
    list?.dispatchEvent(new Event('change'));
  }
  await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
  return performance.now() - start;
}

const folder = mkdtempSync(path.join(tmpdir(), 'filters-bench-'));
bench(folder)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
