import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright-core';

/**
 * Says which Chrome the tests drive: `CHROME_PATH` if set, on Linux x64 the one that npm brought, else a Chrome or
 * Edge that is installed.
 *
 * @throws Error if `CHROME_PATH` names no file
 */
export async function chromeToLaunch(): Promise<LaunchOptions> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROME_PATH names ${chosen}, where there is no file.`);
    return { executablePath: chosen, args: ['--no-sandbox'] };
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium');
    // Its own arguments are for a cloud function of one process; these leave a browser as people have it.
    return {
      executablePath: await chromium.executablePath(),
      args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    };
  }
  return { channel: process.platform === 'win32' ? 'msedge' : 'chrome' };
}
