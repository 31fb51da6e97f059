import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** To be raised whenever the same source would be read differently, so that older caches are not reused. */
const LOADER_VERSION = 17;
/** In the repository, or where the environment variable TRAFFIC_CACHE says (tests keep out of an analyst's cache). */
export const CACHE = path.resolve(process.env.TRAFFIC_CACHE || path.join(__dirname, '../../.cache/traffic'));

/** Caches beyond this are removed, the longest unused first; those used within a day stay (assumed). */
const MAX_CACHE_BYTES = 20 * 1024 ** 3;
const DAY_MS = 86_400_000;

/** Where the records of a source are kept: another place when the file or how it is read changes. */
export async function cacheDirectory(file: string, options: readonly unknown[]): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  const key = createHash('sha256')
    .update(JSON.stringify([LOADER_VERSION, file, size, mtimeMs, ...options]))
    .digest('hex');
  return path.join(CACHE, key.slice(0, 32));
}

/** Marks a cache as used now; false if there is none. */
export async function touchCache(directory: string): Promise<boolean> {
  if (!existsSync(path.join(directory, 'account.json'))) return false;
  const now = new Date();
  await utimes(directory, now, now).catch(() => undefined);
  return true;
}

/**
 * Removes what is no longer needed: the longest unused records beyond 20 GiB, and what broken-off loads left a day ago.
 * Once a day, since looking through thousands of files takes a second.
 */
export async function pruneCache(cache = CACHE, maxBytes = MAX_CACHE_BYTES, now = Date.now()): Promise<void> {
  const marker = path.join(cache, 'pruned');
  if (now - ((await stat(marker).catch(() => null))?.mtimeMs ?? 0) < DAY_MS) return;
  await writeFile(marker, '');
  await utimes(marker, now / 1000, now / 1000);
  const entries = await Promise.all(
    (await readdir(cache, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const directory = path.join(cache, name);
        const used = (await stat(directory).catch(() => null))?.mtimeMs ?? now;
        const files = await readdir(directory).catch(() => []);
        const sizes = await Promise.all(
          files.map(async (file) => (await stat(path.join(directory, file)).catch(() => null))?.size ?? 0),
        );
        return {
          directory,
          used,
          bytes: sizes.reduce((sum, size) => sum + size, 0),
          partial: name.endsWith('.partial'),
        };
      }),
  );
  let kept = 0;
  for (const entry of entries.sort((a, b) => b.used - a.used)) {
    kept += entry.bytes;
    if (now - entry.used > DAY_MS && (entry.partial || kept > maxBytes))
      await rm(entry.directory, { recursive: true, force: true });
  }
}
