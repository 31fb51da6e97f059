import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trafficOverTime } from '../../lib/analyze/traffic-over-time.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';
import { smallTraffic } from './small-traffic.js';

const at = (start: string, bytesIn: number) => ({ start, source: '1.1.1.1', bytesIn });

test('trafficOverTime counts in bins that start at whole multiples of the bin, empty ones as zero', async () => {
  const traffic = await smallTraffic([
    at('10:00:59', 1),
    at('10:01:00', 2),
    at('10:01:30', 3),
    at('10:03:00', 4),
  ]);
  const { bins, gaps } = await trafficOverTime(traffic, { bin: 60 });
  assert.deepEqual(
    bins.map((bin) => [bin.start.toISOString().slice(11, 16), bin.records, bin.bytes_in]),
    [
      ['10:00', 1, 1],
      ['10:01', 2, 5],
      ['10:02', 0, 0],
      ['10:03', 1, 4],
    ],
  );
  assert.deepEqual(gaps, []);
});

test('trafficOverTime takes the window of the capture as its bin', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', end: '10:05:00', source: '1.1.1.1' },
    { start: '10:05:00', end: '10:10:00', source: '1.1.1.1' },
  ]);
  assert.deepEqual((await trafficOverTime(traffic)).bin, { seconds: 300, from: 'windows' });
});

test('trafficOverTime takes a round width for at most 300 bins where records have times of their own', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', end: '10:00:07', source: '1.1.1.1' },
    { start: '11:30:00', end: '11:30:02', source: '1.1.1.1' },
  ]);
  // 90 minutes / 300 = 18 s, and 30 s is the next round width.
  assert.deepEqual((await trafficOverTime(traffic)).bin, { seconds: 30, from: 'span' });
});

test('trafficOverTime takes the time between gaps that recur every few bins, not of gaps that are far apart', async () => {
  // Five seconds of each hour for three and a half days, or of each day for four weeks.
  const bursts = (times: number, step: number) =>
    Array.from({ length: times * 5 }, (_, i) => {
      const start = Date.UTC(2024, 3, 1) + 1000 * (Math.floor(i / 5) * step + (i % 5));
      return { start: new Date(start).toISOString().slice(0, 19), source: '1.1.1.1' };
    });
  const { bin, gaps } = await trafficOverTime(await smallTraffic(bursts(84, 3600)));
  assert.deepEqual([bin, gaps.length], [{ seconds: 3600, from: 'span' }, 83]);
  // 28 days / 300 = 2.2 h, and 3 h is the next round width: bars show the days.
  const daily = await trafficOverTime(await smallTraffic(bursts(28, 86_400)));
  assert.deepEqual([daily.bin, daily.gaps.length], [{ seconds: 10_800, from: 'span' }, 27]);
});

test('trafficOverTime gives nothing for no records and refuses a bin of no width', async () => {
  const traffic = await smallTraffic([]);
  assert.deepEqual((await trafficOverTime(traffic)).bins, []);
  await assert.rejects(trafficOverTime(traffic, { bin: 0 }), /longer than 0 seconds, not 0/);
});

test('trafficOverTime gives the gap of the real records as unknown, not as zero', realData, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  const { bin, bins, gaps } = await trafficOverTime(traffic);
  assert.deepEqual(bin, { seconds: 600, from: 'windows' });
  assert.equal(bins.length, 66);
  assert.equal(bins.filter((b) => b.records !== null && b.records > 0).length, 30);
  assert.equal(bins.filter((b) => b.records === null).length, 36);
  assert.equal(
    bins.reduce((sum, b) => sum + (b.records ?? 0), 0),
    282,
  );
  assert.deepEqual(
    gaps.map((gap) => [gap.from.toISOString(), gap.to.toISOString()]),
    [['2024-04-26T02:00:00.000Z', '2024-04-26T08:00:00.000Z']],
  );
});

test('steps of less than a second make no gap of the next whole one', async () => {
  const traffic = await smallTraffic(
    Array.from({ length: 100 }, (_, i) => ({
      start: `2024-04-25 10:00:${String(Math.floor(i / 10)).padStart(2, '0')}.${i % 10}`,
      source: '1.1.1.1',
    })),
  );
  assert.deepEqual((await trafficOverTime(traffic)).gaps, []);
});
