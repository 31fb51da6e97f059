import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromeToLaunch } from './browser/executable.js';

const root = path.resolve(__dirname, '..');
const report = path.join(root, 'reports', 'cybersecurity_data', 'report.html');

/** Pictures of the README: the top of the page, and a finding unfolded. */
const WIDTH = 1280;
const TOP_HEIGHT = 980;

/** Photographs the report on the shipped data (`npm run report` makes it) in a real Chrome. */
async function takePictures(): Promise<void> {
  const browser = await chromium.launch({ headless: true, ...(await chromeToLaunch()) });
  const page = await browser.newPage({ viewport: { width: WIDTH, height: TOP_HEIGHT } });
  await page.goto(`file://${report}`);
  await page.waitForSelector('html[data-drawn]');
  const picture = (file: string) => path.join(root, 'notebooks', 'pictures', file);
  await page.screenshot({ path: picture('report.png') });
  await page.locator('.findings .unfold').first().click();
  const finding = page.locator('.findings > tbody[data-finding]').first();
  await finding.scrollIntoViewIfNeeded();
  await finding.screenshot({ path: picture('finding.png') });
  await browser.close();
}

takePictures().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
