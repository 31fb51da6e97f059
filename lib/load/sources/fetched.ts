import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { publishFolder } from '../../files/publish.js';
import { CACHE } from '../cache.js';

/**
 * Gives the file that something elsewhere was fetched into, from the cache or fetched now. It is written beside its place
 * and moved, so that a broken-off fetch leaves nothing that a later one could mistake; what is long unused is removed with
 * the other caches.
 *
 * @param key what the content depends on; another place when any of it changes
 * @param write fetches into the path it is given
 * @param modified the time that the file gets, by which later opens know that it is the same; a fixed one when left out
 */
export async function cachedFile(
  key: readonly unknown[],
  write: (target: string) => Promise<void>,
  modified = new Date(0),
): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  const directory = path.join(CACHE, `fetched-${name}`);
  const file = path.join(directory, 'content');
  if (existsSync(file)) {
    const now = new Date();
    await utimes(directory, now, now).catch(() => undefined);
    return file;
  }
  await publishFolder(directory, async (partial) => {
    await write(path.join(partial, 'content'));
    await utimes(path.join(partial, 'content'), modified, modified);
  });
  return file;
}
