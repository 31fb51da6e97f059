import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromeToLaunch } from './executable.js';

/** A page, and everything that it did which a quiet page does not do. */
export interface OpenedPage {
  readonly page: Page;
  /** Messages of level error, refusals by the Content-Security-Policy among them. */
  readonly consoleErrors: string[];
  /** Exceptions that nobody caught. */
  readonly pageErrors: string[];
  /** Addresses asked for, beyond the page itself, `data:` and `blob:`; of a server, beyond its own origin. */
  readonly requests: string[];
  readonly dialogs: string[];
  /** Closes the page with all that belongs to it. */
  close(): Promise<void>;
}

let running: Promise<Browser> | undefined;
const folder = mkdtempSync(path.join(tmpdir(), 'page-'));

after(async () => {
  await (await running)?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The one browser of a test file: started when first wanted, closed after the last test. */
export function chrome(): Promise<Browser> {
  running ??= chromeToLaunch().then((options) => chromium.launch({ headless: true, ...options }));
  return running;
}

function address(target: string): string {
  if (/^https?:|^file:/.test(target)) return target;
  if (!target.trimStart().startsWith('<')) return pathToFileURL(path.resolve(target)).href;
  const file = path.join(mkdtempSync(path.join(folder, 'html-')), 'page.html');
  writeFileSync(file, target);
  return pathToFileURL(file).href;
}

/**
 * Opens a file, a piece of HTML or an address of a local server in a real Chrome and notes errors, dialogs and
 * requests. A file or HTML is opened with the network off; a server's page reaches its own origin only.
 *
 * @param target path of a file, HTML (begins with `<`), or `http://…`
 * @param options Playwright's, e.g. `{ colorScheme: 'dark', viewport: { width: 390, height: 844 } }`
 *
 * @example
 * const opened = await openPage('<h1>Hello</h1>');
 * opened.requests; // []
 * await opened.close();
 */
export async function openPage(target: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const url = address(target);
  const served = url.startsWith('http');
  const context = await (await chrome()).newContext({ offline: !served, ...options });
  const consoleErrors: string[] = [];
  const pageErrors: string[] = [];
  const requests: string[] = [];
  const dialogs: string[] = [];
  const own = (asked: string): boolean =>
    /^(data|blob):/.test(asked) ||
    (served ? new URL(asked).host === new URL(url).host : asked.split('#')[0] === url.split('#')[0]);
  if (served)
    await context.route(
      (asked) => !own(asked.href),
      (route) => route.abort(),
    );
  context.on('request', (request) => {
    if (!own(request.url())) requests.push(request.url());
  });
  context.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  context.on('weberror', (error) => pageErrors.push(String(error.error())));
  context.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (!own(socket.url())) requests.push(socket.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, consoleErrors, pageErrors, requests, dialogs, close: () => context.close() };
}
