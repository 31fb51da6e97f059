import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromeToLaunch } from './browser/executable.js';

const root = path.resolve(__dirname, '..');
const report = path.join(root, 'reports', 'cybersecurity_data', 'report.html');

/** Pictures of the README: headings of the report, each with what stands under it. */
const pictures = [
  { heading: 'What does every record look like?', file: 'every-record.png', height: 560 },
  { heading: 'Where do they come from?', file: 'countries.png', height: 580 },
] as const;

/** Photographs the report on the shipped data (`npm run report` makes it) in a real Chrome. */
async function takePictures(): Promise<void> {
  const browser = await chromium.launch({ headless: true, ...(await chromeToLaunch()) });
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  await page.goto(`file://${report}`);
  await page.waitForSelector('html[data-drawn]');
  for (const { heading, file, height } of pictures) {
    const top = await page
      .getByRole('heading', { name: heading })
      .evaluate((h) => h.getBoundingClientRect().top + scrollY);
    await page.screenshot({
      path: path.join(root, 'notebooks', 'pictures', file),
      fullPage: true,
      clip: { x: 0, y: top - 20, width: 1100, height },
    });
  }
  await browser.close();
}

takePictures().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
