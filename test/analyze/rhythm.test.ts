import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { median, medianAbsoluteDeviation } from 'simple-statistics';
import { anomalousPeriods } from '../../lib/analyze/anomalous-periods.js';
import { clientSessions } from '../../lib/analyze/client-sessions.js';
import { rareValues } from '../../lib/analyze/rare-values.js';
import { regularClients } from '../../lib/analyze/regular-clients.js';
import { timeBaseline } from '../../lib/analyze/time-baseline.js';
import { root } from '../../lib/jupyter/virtual-environment.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { people, trafficOf } from '../findings/records.js';

type Plain = { src_ip: string; start: number; end: number; bytes_in: number };

/** Every record of the shipped data, as plain numbers in order of time, for counting without SQL. */
async function shipped() {
  const traffic = await openTraffic(path.join(root, 'data', 'cybersecurity_data.csv'));
  const rows =
    await traffic.engine.query<Plain>(`select src_ip, epoch(creation_time) as start, epoch(coalesce(end_time, creation_time)) as end, cast(bytes_in as double) as bytes_in
     from traffic order by creation_time, row_id`);
  const bySource = new Map<string, Plain[]>();
  for (const row of rows) bySource.set(row.src_ip, [...(bySource.get(row.src_ip) ?? []), row]);
  return { traffic, rows, bySource };
}
const data = shipped();

test('sessions agree with a loop over the records', async () => {
  const { traffic, bySource } = await data;
  const expected: string[] = [];
  for (const [source, own] of bySource) {
    let [session, records, from, until] = [0, 0, 0, Number.NEGATIVE_INFINITY];
    const close = () => records > 0 && expected.push(`${source} ${session} ${from} ${until} ${records}`);
    for (const { start, end } of own) {
      if (start - until > 1800) {
        close();
        [session, records, from, until] = [session + 1, 0, start, Number.NEGATIVE_INFINITY];
      }
      records += 1;
      until = Math.max(until, end);
    }
    close();
  }
  const found = (await clientSessions(traffic, { limit: 1_000_000 })).map(
    (s) =>
      `${s.src_ip} ${s.session} ${s.first_seen.getTime() / 1000} ${s.last_seen.getTime() / 1000} ${s.records}`,
  );
  assert.deepEqual([...found].sort(), expected.sort());
  assert.equal((await clientSessions(traffic, { limit: 3 })).length, 3);
});

test('regularity agrees with a loop over the records, the monitors first', async () => {
  const { traffic, bySource } = await data;
  const found = await regularClients(traffic);
  assert.deepEqual(
    found.map((c) => c.src_ip).sort(),
    [...bySource]
      .filter(([, own]) => own.length >= 20)
      .map(([ip]) => ip)
      .sort(),
  );
  const lower = (values: readonly number[], part: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(part) - 1]!;
  for (const client of found) {
    const own = bySource.get(client.src_ip)!;
    const steps = own.slice(1).map(({ start }, i) => start - own[i]!.start);
    const n = steps.length;
    const period = lower(steps, (n + 1) / 2);
    const mad = lower(
      steps.map((step) => Math.abs(step - period)),
      (n + 1) / 2,
    );
    const [q1, q3] = [lower(steps, (n + 3) / 4), lower(steps, (3 * n + 1) / 4)];
    assert.deepEqual([client.period, client.mad], [period, mad], client.src_ip);
    const skew = q3 > q1 ? 1 - Math.abs((q1 + q3 - 2 * period) / (q3 - q1)) : 1;
    assert.ok(Math.abs(client.skew_score - skew) < 1e-12);
  }
  const clocks = found.filter(({ score, testable }) => testable && score >= 0.95);
  assert.equal(clocks.length, 8);
  assert.ok(clocks.every(({ period }) => period === 21_600));
});

test('on a grid of windows, being in every one is no regularity that can be tested', async () => {
  const traffic = await trafficOf(
    Array.from({ length: 60 }, (_, i) => ({ at: 600 * i, source: '198.51.100.1', lasts: 600 })),
  );
  const [client] = await regularClients(traffic);
  assert.equal(client?.period, 600);
  assert.equal(client?.testable, false);
});

test('the baseline agrees with medians over the same hour of each week, and hours in a gap are unknown', async () => {
  const { traffic, rows } = await data;
  const { hours, level } = await timeBaseline(traffic);
  assert.equal(level, 'hour of week');
  assert.equal(hours.length, 28 * 24);
  const counts = new Map<number, number>();
  for (const { start } of rows)
    counts.set(Math.floor(start / 3600), (counts.get(Math.floor(start / 3600)) ?? 0) + 1);
  const place = (hour: Date) => Math.floor(hour.getTime() / 3600_000) % 168;
  for (const one of hours.filter((_, i) => i % 7 === 0)) {
    const same = hours.filter((other) => place(other.hour) === place(one.hour) && other.records !== null);
    const known = same.map(({ hour }) => counts.get(hour.getTime() / 3600_000) ?? 0);
    if (one.records !== null) assert.equal(one.records, counts.get(one.hour.getTime() / 3600_000) ?? 0);
    assert.equal(one.expected, median(known));
    assert.equal(one.spread, Math.max(1.4826 * medianAbsoluteDeviation(known), Math.sqrt(median(known)), 1));
  }
  assert.ok(
    hours.some(({ records, hour }) => records === null && hour.toISOString() === '2024-04-10T22:00:00.000Z'),
  );
});

test('a wider band leaves fewer periods, and their SQL counts their records', async () => {
  const { traffic } = await data;
  const baseline = await timeBaseline(traffic);
  const [narrow, wide] = [anomalousPeriods(baseline, { width: 4 }), anomalousPeriods(baseline, { width: 8 })];
  assert.ok(wide.length < narrow.length && narrow.length > 0);
  for (const { where, records } of narrow.slice(0, 5)) {
    const [counted] = await traffic.engine.query<{ n: bigint }>(
      `select count(*) as n from traffic where ${where}`,
    );
    assert.equal(Number(counted?.n), records);
  }
});

test('under three days there is no baseline, and none is pretended', async () => {
  const { level, hours } = await timeBaseline(await trafficOf(people));
  assert.equal(level, 'none');
  assert.ok(hours.every(({ expected: usual }) => usual === null));
});

test('a port with under 1 % of a server’s records is rare, one with 1 % is not', async () => {
  const records = Array.from({ length: 200 }, (_, i) => ({
    at: i,
    source: '198.51.100.1',
    port: i === 0 ? 22 : i < 3 ? 8080 : 443,
  }));
  const found = (await rareValues(await trafficOf(records))).filter(({ what }) => what === 'port');
  assert.deepEqual(
    found.map(({ value, records: n, share }) => [value, n, share]),
    [['22', 1, 0.005]],
  );
});
