import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cacheDirectory, pruneCache } from '../../lib/load/cache.js';
import { written } from './written.js';

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

test('pruneCache keeps records that just fill the size, and what was used a day ago to the second', async () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'cache-'));
  const now = Date.UTC(2024, 3, 25);
  for (const [name, age] of [
    ['first', 2 * DAY],
    ['second', 3 * DAY],
    ['third', DAY],
  ] as const) {
    mkdirSync(path.join(cache, name));
    writeFileSync(path.join(cache, name, 'records.parquet'), Buffer.alloc(100));
    utimesSync(path.join(cache, name), new Date(now - age), new Date(now - age));
  }
  await pruneCache(cache, 300, now);
  assert.deepEqual(readdirSync(cache).sort(), ['first', 'pruned', 'second', 'third']);
  await pruneCache(cache, 299, now + DAY);
  assert.deepEqual(readdirSync(cache).sort(), ['first', 'pruned', 'third']);

  const young = mkdtempSync(path.join(tmpdir(), 'cache-'));
  mkdirSync(path.join(young, 'a.partial'));
  utimesSync(path.join(young, 'a.partial'), new Date(now - DAY), new Date(now - DAY));
  await pruneCache(young, 0, now);
  assert.deepEqual(readdirSync(young).sort(), ['a.partial', 'pruned']);
});

test('cacheDirectory(file, options) is another place when the file has another time or size, or is read in another way', async () => {
  const file = written('kept.csv', 'one');
  const place = await cacheDirectory(file, ['csv', []]);
  assert.equal(await cacheDirectory(file, ['csv', []]), place);
  assert.notEqual(await cacheDirectory(file, ['json', []]), place);
  assert.notEqual(await cacheDirectory(file, ['csv', ['10.0.0.0/8']]), place);

  const { mtime } = statSync(file);
  writeFileSync(file, 'two');
  utimesSync(file, mtime, new Date(mtime.getTime() + 1000));
  const later = await cacheDirectory(file, ['csv', []]);
  assert.notEqual(later, place);
  writeFileSync(file, 'three');
  utimesSync(file, mtime, new Date(mtime.getTime() + 1000));
  assert.notEqual(await cacheDirectory(file, ['csv', []]), later);
});
