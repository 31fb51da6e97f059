import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEvents } from '../../lib/simulate/events.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { simulateRecords } from '../../lib/simulate/simulate-records.js';
import { createWorld } from '../../lib/simulate/world.js';
import { attacks, groups, simulated } from './simulated.js';

test('there are exactly as many records as asked for, whatever rows, days and seed', () => {
  assert.equal(simulated.length, 60_000);
  const size = fc.record({
    rows: fc.integer({ min: 1000, max: 4000 }),
    days: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
  });
  fc.assert(
    fc.property(size, (options) => {
      const records = [...simulateRecords({ ...options, scenario: defaultScenario })].flat();
      assert.equal(records.length, options.rows);
      assert.ok(records.filter((record) => record.attack).length <= options.rows * 0.05);
    }),
    { numRuns: 15 },
  );
});

test('records are in order of creation time and lie within the days asked for', () => {
  const start = Date.parse('2024-04-01T00:00:00Z') / 1000;
  assert.ok(simulated.every((record, i) => i === 0 || record.start >= simulated[i - 1]!.start));
  assert.ok(simulated.every((record) => record.start >= start && record.start < start + 28 * 86400));
});

test('attacks are between 2 % and 5 % of the records, and each of the eleven kinds occurs', () => {
  assert.ok(attacks.length >= 1200 && attacks.length <= 3000, `${attacks.length}`);
  assert.equal(groups(attacks, (record) => record.attack).size, 11);
});

test('no record falls into a gap of the capture, and there are gaps of hours', () => {
  const { gap, slices } = createEvents(
    createWorld({ rows: 60_000, days: 28, seed: 7, scenario: defaultScenario }),
  );
  const start = Date.parse('2024-04-01T00:00:00Z') / 1000;
  assert.equal(slices, 4032);
  assert.ok(gap.reduce((sum, one) => sum + one, 0) >= 20);
  assert.ok(simulated.every((record) => gap[Math.floor((record.start - start) / 600)] === 0));
});

test('a window of 60 or 600 s is one record of a source, server and port, and ends with the window', () => {
  const windowed = simulated.filter((record) => record.server.window > 0);
  assert.ok(windowed.length > 20_000);
  assert.ok(
    windowed.every(({ start, end, server }) => start % server.window === 0 && end - start === server.window),
  );
  const keys = new Set(
    windowed.map(({ ip, server, port, start }) => `${ip} ${server.name} ${port} ${start}`),
  );
  assert.equal(keys.size, windowed.length);
});

test('bytes are whole and not negative, and every address is in 240.0.0.0/4, which nobody owns', () => {
  for (const { bytesIn, bytesOut, ip, start, end } of simulated) {
    assert.ok(
      Number.isSafeInteger(bytesIn) && bytesIn >= 0 && Number.isSafeInteger(bytesOut) && bytesOut >= 0,
    );
    assert.ok(ip >= 0xf0000000 && ip < 0xfe000000 && end >= start);
  }
});

test('a scenario without attacks has none', () => {
  const scenario = { ...defaultScenario, attackShare: 0 };
  const records = [...simulateRecords({ rows: 1000, days: 2, seed: 1, scenario })].flat();
  assert.equal(records.length, 1000);
  assert.ok(records.every((record) => record.attack === ''));
});
