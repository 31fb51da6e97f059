import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, LaunchOptions } from 'playwright-core';
import { inputError } from '../../text/input-error.js';

/** Names of a Chrome on the PATH that Playwright does not look for. */
const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'brave-browser'];
/** Playwright's names of browsers that are installed. */
const CHANNELS = ['chrome', 'msedge'];

/** Chrome as root, as in a container, starts without its sandbox only. */
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts the Chrome, Chromium or Edge that is installed: the one that the environment variable CHROME_PATH
 * names, else the first found.
 *
 * @throws an InputError in one sentence where there is none
 */
export async function startChrome(): Promise<Browser> {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !existsSync(chosen))
    throw inputError(
      `CHROME_PATH names ${chosen}, where there is no file; a PDF needs Chrome, Chromium or Edge.`,
    );
  const executables = BROWSER_NAMES.map(onPath).filter((file) => file !== undefined);
  const ways: readonly LaunchOptions[] = chosen
    ? [{ executablePath: chosen }]
    : [
        ...CHANNELS.map((channel) => ({ channel })),
        ...executables.map((executablePath) => ({ executablePath })),
      ];
  const { chromium } = await import('playwright-core');
  for (const way of ways) {
    const browser = await chromium.launch({ headless: true, args, ...way }).catch(() => undefined);
    if (browser) return browser;
  }
  throw inputError(
    'A PDF needs Chrome, Chromium or Edge, and none could be started; install one, name it in CHROME_PATH, or leave pdf out of --format.',
  );
}

/**
 * Prints a page of this project as a PDF on A4, in light colours, once its figures are drawn for paper.
 *
 * @param browser it stays open
 * @param page absolute path of the HTML file
 * @param pdf absolute path of the file to write
 * @throws what Playwright says, and the signal's reason when stopped
 */
export async function printPdf(browser: Browser, page: string, pdf: string): Promise<void> {
  const context = await browser.newContext({ offline: true, colorScheme: 'light' });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  await tab.locator('html[data-drawn]').waitFor({ state: 'attached', timeout: 120_000 });
  await tab.emulateMedia({ media: 'print', colorScheme: 'light' });
  // As when a reader prints; the figures are drawn anew, which is over when two frames have passed without
  // work.
  await tab.evaluate(async () => {
    dispatchEvent(new Event('beforeprint'));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  await tab.pdf({
    path: pdf,
    format: 'A4',
    printBackground: true,
    tagged: true,
    outline: true,
    margin: { top: '15mm', bottom: '15mm', left: '12mm', right: '12mm' },
  });
  await context.close();
}
