import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromeToLaunch } from './browser/executable.js';

const root = path.resolve(__dirname, '..');
const report = path.join(root, 'reports', 'cybersecurity_data', 'report.html');

/** Pictures of the README: figures of the report. */
const pictures = [
  { chart: 'dots', file: 'every-record.png' },
  { chart: 'countryMap', file: 'countries.png' },
] as const;

/** Photographs the report on the shipped data (`npm run report` makes it) in a real Chrome. */
async function takePictures(): Promise<void> {
  const browser = await chromium.launch({ headless: true, ...(await chromeToLaunch()) });
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  await page.goto(`file://${report}`);
  await page.waitForSelector('html[data-drawn]');
  for (const { chart, file } of pictures)
    await page
      .locator(`[data-chart="${chart}"]`)
      .screenshot({ path: path.join(root, 'notebooks', 'pictures', file) });
  await browser.close();
}

takePictures().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
