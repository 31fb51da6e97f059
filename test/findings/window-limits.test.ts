import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureWindow } from '../../lib/analyze/capture-window.js';
import { windowLimits } from '../../lib/findings/window-limits.js';
import { people, trafficOf } from './records.js';

/** The value that a share of the sorted values does not exceed. */
const limit = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0;

test('limits of windows agree with sorting all counts, a server’s empty windows included', async () => {
  const records = [
    ...people,
    ...Array.from({ length: 90 }, (_, i) => ({ at: 50_000 + i, source: '203.0.113.1', server: '10.0.0.2' })),
  ];
  const { seconds, limitOf } = await windowLimits(await trafficOf(records), null);
  assert.equal(seconds, 300);
  const count = (key: (record: (typeof records)[number]) => string) => {
    const counts = new Map<string, number>();
    for (const record of records) counts.set(key(record), (counts.get(key(record)) ?? 0) + 1);
    return counts;
  };
  const started = ({ at }: { readonly at: number }) => Math.floor(at / 300);
  const serverOf = (record: { readonly server?: string }) => record.server ?? '10.0.0.1';
  const windows = new Set(records.map(started)).size;
  for (const server of ['10.0.0.1', '10.0.0.2']) {
    const own = [...count((r) => `${serverOf(r)} ${started(r)}`)].filter(([key]) =>
      key.startsWith(`${server} `),
    );
    const counts = [...own.map(([, n]) => n), ...Array.from({ length: windows - own.length }, () => 0)];
    const { p95, p99 } = limitOf(server);
    assert.deepEqual([p95, p99], [limit(counts, 0.95), limit(counts, 0.99)], server);
  }
  const sources = [...count((r) => `${r.source} ${serverOf(r)} ${started(r)}`).values()];
  assert.equal(limitOf(null).p99, limit(sources, 0.99));
  assert.equal(limitOf('10.9.9.9').p99, 0);
});

test('a window is as long as the capture’s own where that is over five minutes', async () => {
  const traffic = await trafficOf(
    Array.from({ length: 40 }, (_, i) => ({ at: 600 * i, source: `198.51.100.${i}`, lasts: 600 })),
  );
  assert.equal((await windowLimits(traffic, await captureWindow(traffic))).seconds, 600);
});

test('of twenty windows with 1 to 20 records, 95 % have at most 19 and 99 % at most 20', async () => {
  const records = Array.from({ length: 20 }, (_, window) =>
    Array.from({ length: window + 1 }, (_, i) => ({ at: 300 * window + i, source: '198.51.100.1' })),
  ).flat();
  const { limitOf } = await windowLimits(await trafficOf(records), null);
  for (const server of ['10.0.0.1', null])
    assert.deepEqual([limitOf(server).p95, limitOf(server).p99], [19, 20]);
});
