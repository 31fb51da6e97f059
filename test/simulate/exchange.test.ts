import assert from 'node:assert/strict';
import { test } from 'node:test';
import { of, share } from './simulated.js';

/** Hill's estimator: one over the mean log excess over the k-th largest value (Hill 1975). */
function hill(values: readonly number[], k: number): number {
  const sorted = values.toSorted((a, b) => b - a);
  const threshold = sorted[k]!;
  return k / sorted.slice(0, k).reduce((sum, value) => sum + Math.log(value / threshold), 0);
}

const pages = of('visitor').filter((record) => record.status === 200 && record.server.window === 0);

test('the tail index of answer sizes is near 1.1', () => {
  const index = hill(
    pages.map((record) => record.bytesOut),
    300,
  );
  assert.ok(index > 0.95 && index < 1.3, `${index}`);
});

test('the tail index of durations is near 1.21', () => {
  const index = hill(
    pages.map((record) => record.end - record.start + 0.5),
    300,
  );
  assert.ok(index > 1.05 && index < 1.4, `${index}`);
});

test('most answers are 200, and every error code of attacks occurs without attacks too', () => {
  const visitors = of('visitor');
  assert.ok(Math.abs(share(visitors, (record) => record.status === 200) - 0.885) < 0.02);
  for (const status of [400, 401, 403, 404, 405, 429, 500, 503])
    assert.ok(
      visitors.some((record) => record.status === status),
      `${status}`,
    );
  assert.ok(
    visitors.some((record) => record.protocol === 'TCP' && record.status === 0 && record.port === 22),
  );
});
