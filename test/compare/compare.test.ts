import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import papaparse from 'papaparse';
import { rateRatioDots } from '../../lib/charts/rate-ratio-dots.js';
import { timeOutsideGaps } from '../../lib/compare/capture-time.js';
import { compareClients } from '../../lib/compare/compare-clients.js';
import { compareFindings } from '../../lib/compare/compare-findings.js';
import { compareRates } from '../../lib/compare/compare-rates.js';
import { describeComparison } from '../../lib/compare/describe-comparison.js';
import { openTrafficPair } from '../../lib/compare/open-traffic-pair.js';
import type { Finding } from '../../lib/findings/finding.js';
import type { Ledger } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import type { Traffic } from '../../lib/load/traffic.js';

const shipped = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
const CUT = '2024-04-15T00:00:00Z';
const folder = mkdtempSync(path.join(tmpdir(), 'compare '));

type Row = Readonly<Record<string, string>>;
const rows = papaparse.parse<Row>(readFileSync(shipped, 'utf8').trim(), { header: true }).data;
const earlier = rows.filter((row) => row.creation_time! < CUT);
const later = rows.filter((row) => row.creation_time! >= CUT);

let first: Traffic;
let second: Traffic;
before(async () => {
  [first, second] = await openTrafficPair(shipped, shipped, { cut: CUT });
});
after(() => {
  for (const { engine } of [first, second]) engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('one file is compared with itself before and after a time, else after the middle of its time', async () => {
  assert.deepEqual([first.records, second.records], [earlier.length, later.length]);
  const [a, b] = await openTrafficPair(shipped, shipped);
  assert.equal(a.records + b.records, rows.length);
  assert.deepEqual(b.filter, ['from 2024-04-14 23:56:30 UTC']);
});

test('new and gone sources are counted as sets have them, the busiest first, and nothing is left in the engine', async () => {
  const { fresh, gone } = await compareClients(first, second, { limit: 3 });
  const [was, is] = [earlier, later].map((some) => new Set(some.map((row) => row.src_ip)));
  const news = later.filter((row) => !was!.has(row.src_ip));
  const olds = earlier.filter((row) => !is!.has(row.src_ip));
  const distinct = (some: readonly Row[]) => new Set(some.map((row) => row.src_ip)).size;
  assert.deepEqual([fresh.clients, fresh.records], [distinct(news), news.length]);
  assert.deepEqual([gone.clients, gone.records], [distinct(olds), olds.length]);
  assert.equal(fresh.busiest.length, 3);
  for (const { src_ip, records } of fresh.busiest)
    assert.equal(news.filter((row) => row.src_ip === src_ip).length, records);
  const views = await second.engine.query<{ name: string }>(
    "select view_name as name from duckdb_views() where view_name = 'before_traffic'",
  );
  assert.deepEqual(views, []);
});

test('two halves of traffic that goes on as before have no changed rate; counts are those of the records', async () => {
  const { rates } = await compareRates(first, second);
  assert.ok(rates.length > 40);
  assert.deepEqual(
    rates.filter(({ changed }) => changed),
    [],
  );
  const us = rates.find(({ what, value }) => what === 'country' && value === 'US');
  assert.equal(us?.before, earlier.filter((row) => row.src_ip_country_code === 'US').length);
  const four = rates.find(({ what, value }) => what === 'hour' && value === '04');
  assert.equal(four?.after, later.filter((row) => row.creation_time!.slice(11, 13) === '04').length);
  assert.equal(
    rateRatioDots(rates).title,
    `None of ${rates.length} rates changed by more than chance explains`,
  );
});

test('a country of which two records in three are gone is the one change', async () => {
  const file = path.join(folder, 'fewer.csv');
  const fewer = later.filter((row, i) => row.src_ip_country_code !== 'GB' || i % 3 === 0);
  writeFileSync(file, papaparse.unparse(fewer));
  const traffic = await openTraffic(file);
  const { rates } = await compareRates(first, traffic);
  const [gb, ...others] = rates.filter(({ changed }) => changed);
  assert.deepEqual([gb?.what, gb?.value, others.length], ['country', 'GB', 0]);
  assert.ok(gb && gb.high < 0.6 && gb.low > 0.2, JSON.stringify(gb));
  traffic.engine.close();
});

test('time is counted without gaps, and by hour of the day', () => {
  const at = (time: string) => new Date(`2024-04-25T${time}:00Z`);
  const { seconds, byHour } = timeOutsideGaps(at('10:30'), at('13:15'), [
    { from: at('11:00'), to: at('12:45') },
  ]);
  assert.equal(seconds, 3600);
  assert.deepEqual(byHour.slice(10, 14), [1800, 0, 900, 900]);
});

test('a rule’s name is text: in sentences, in figures, nowhere markup', async () => {
  const hostile = `<img src=x onerror=alert(1)>%{x}'; drop view traffic; --`;
  const write = async (name: string, n: number) => {
    const file = path.join(folder, name);
    writeFileSync(
      file,
      papaparse.unparse(
        Array.from({ length: n }, (_, i) => ({
          src_ip: '192.0.2.1',
          creation_time: new Date(Date.UTC(2024, 3, 25, 0, 0, i * Math.ceil(600 / n))).toISOString(),
          rule_names: hostile,
        })),
      ),
    );
    return openTraffic(file);
  };
  const [a, b] = [await write('a.csv', 10), await write('b.csv', 600)];
  const { rates, ...sides } = await compareRates(a, b);
  const rule = rates.find(({ what }) => what === 'rule');
  assert.ok(rule?.changed && rule.value === hostile);
  assert.equal(/<img|%\{x\}/.test(JSON.stringify(rateRatioDots(rates).data)), false);
  const none = { clients: 0, records: 0, busiest: [] };
  const side = { files: ['x.csv'], records: 1 };
  const sentences = describeComparison({
    before: { ...side, ...sides.before },
    after: { ...side, ...sides.after },
    ...{ fresh: none, gone: none, rates, findings: [] },
  });
  assert.match(sentences.join('\n'), /rates changed by more than chance explains: .*times as often/);
  for (const { engine } of [a, b]) engine.close();
});

test('findings are new, still there or gone by kind and sources; those that accuse come first', () => {
  const finding = (kind: string, clients: readonly string[], accuses: boolean) =>
    ({ kind, clients, accuses, severity: 'low', sentence: `${kind} of ${clients}` }) as unknown as Finding;
  const ledger = (...findings: readonly Finding[]) => ({ findings }) as unknown as Ledger;
  const changes = compareFindings(
    ledger(finding('port scan', ['a', 'b'], true), finding('brute force', ['c'], true)),
    ledger(
      finding('capture gap', [], false),
      finding('port scan', ['b', 'a'], true),
      finding('port scan', ['d'], true),
    ),
  );
  assert.deepEqual(
    changes.map(({ change, sentence }) => `${change}: ${sentence}`),
    ['new: port scan of d', 'still: port scan of b,a', 'gone: brute force of c', 'new: capture gap of '],
  );
});
