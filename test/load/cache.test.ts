import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pruneCache } from '../../lib/load/cache.js';

const DAY = 86_400_000;

test('pruneCache removes the longest unused records beyond the size, and what broken-off loads left a day ago', async () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'cache-'));
  const now = Date.now();
  for (const [name, days] of [
    ['today', 0],
    ['young', 2],
    ['old', 3],
    ['older', 4],
    ['a.partial', 2],
    ['b.partial', 0],
  ] as const) {
    mkdirSync(path.join(cache, name));
    writeFileSync(
      path.join(cache, name, 'records.parquet'),
      Buffer.alloc(name.endsWith('.partial') ? 0 : 100),
    );
    const used = new Date(now - days * DAY);
    utimesSync(path.join(cache, name), used, used);
  }
  await pruneCache(cache, 250, now);
  assert.deepEqual(readdirSync(cache).sort(), ['b.partial', 'pruned', 'today', 'young']);
  await pruneCache(cache, 0, now + DAY / 2);
  assert.equal(readdirSync(cache).length, 4, 'once a day');
  await pruneCache(cache, 0, now + 2 * DAY);
  assert.deepEqual(readdirSync(cache), ['pruned']);
});
