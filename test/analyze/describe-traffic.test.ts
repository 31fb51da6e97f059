import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { describeTraffic } from '../../lib/analyze/describe-traffic.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';

const folder = mkdtempSync(path.join(tmpdir(), 'card-'));
const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,src_ip_country_code,rule_names';

async function cardOf(name: string, rows: readonly string[]) {
  const file = path.join(folder, name);
  writeFileSync(file, [HEADER, ...rows].join('\n'));
  return describeTraffic(await openTraffic(file));
}
const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();

test(
  'dataCard says of the real file: one class, 28 sources, 7 countries, 30 windows and the gap',
  realData,
  async () => {
    const card = await describeTraffic(
      await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv')),
    );
    assert.deepEqual(card.classes, [
      { label: 'Suspicious Web Traffic', records: 282, provenance: 'rule engine' },
    ]);
    assert.deepEqual([card.sources, card.countries, card.windowSeconds, card.startTimes], [28, 7, 600, 30]);
    assert.deepEqual(card.gaps, [
      { from: new Date('2024-04-26T02:00:00Z'), to: new Date('2024-04-26T08:00:00Z'), seconds: 21600 },
    ]);
    assert.deepEqual(
      [card.from, card.to],
      [new Date('2024-04-25T23:00:00Z'), new Date('2024-04-26T10:00:00Z')],
    );
    assert.equal(card.profiles.filter((p) => p.constant !== null).length, 9);
    assert.equal(card.largest.src_ip, '155.91.45.242');
    assert.equal(card.largest.share?.toFixed(2), '0.93');
    assert.equal(card.quantities.correlation?.pearson.toFixed(3), '0.998');
    assert.equal(card.quantities.summaries[0]?.median, 13182);
    assert.match(
      card.limits.join(' '),
      /one class only.*9 of 16 columns are constant.*fixed windows of 600 s/,
    );
  },
);

test('dataCard calls records without a rule unlabelled, not normal', async () => {
  const card = await cardOf('labels.csv', [
    `1,2,${at(0)},${at(1)},1.2.3.4,DE,Scan`,
    `1,3,${at(2)},${at(4)},1.2.3.4,DE,`,
    `1,2,${at(5)},${at(6)},1.2.3.5,FR,`,
  ]);
  assert.deepEqual(card.classes, [
    { label: null, records: 2, provenance: 'unlabelled' },
    { label: 'Scan', records: 1, provenance: 'rule engine' },
  ]);
  assert.match(card.limits.join(' '), /a record without a rule is unlabelled, not normal/);
  assert.doesNotMatch(card.limits.join(' '), /one class only/);
});

test('dataCard finds no fixed window where connections have lengths of their own', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},2,${at(i)},${at(i + 1 + (i % 3))},1.2.3.4,DE,`);
  const card = await cardOf('connections.csv', rows);
  assert.equal(card.windowSeconds, null);
  assert.deepEqual(card.gaps, []);
});

test('dataCard finds a gap between connections only when it is longer than 30 median steps', async () => {
  const minutes = [...Array.from({ length: 50 }, (_, i) => i), 79, 110];
  const card = await cardOf(
    'gaps.csv',
    minutes.map((m, i) => `1,2,${at(m)},${at(m + 1 + (i % 3))},1.2.3.4,DE,`),
  );
  assert.deepEqual(card.gaps, [{ from: new Date(at(79)), to: new Date(at(110)), seconds: 1860 }]);
});

test('dataCard describes a single record without failing', async () => {
  const card = await cardOf('single.csv', [`1,2,${at(0)},${at(1)},1.2.3.4,DE,`]);
  assert.equal(card.records, 1);
  assert.equal(card.quantities.correlation, null);
  assert.equal(card.quantities.summaries[0]?.mad, 0);
});

test('dataCard counts duplicates, names who gave the labels, and finds the single rule that predicts them', async () => {
  const file = path.join(folder, 'labelled.csv');
  const rows = Array.from(
    { length: 20 },
    (_, i) => `${i},${at(i)},${at(i + (i < 5 ? 7 : 1))},1.2.3.${i % 7},${Number(i < 5)}`,
  );
  writeFileSync(
    file,
    ['bytes_in,creation_time,end_time,src_ip,is_attack', ...rows, rows[0], rows[0]].join('\n'),
  );
  const card = await describeTraffic(await openTraffic(file));
  assert.equal(card.duplicates, 2);
  assert.deepEqual(card.labels, [
    { column: 'is_attack', label: '0', records: 15, provenance: 'analyst column' },
    { column: 'is_attack', label: '1', records: 7, provenance: 'analyst column' },
  ]);
  assert.deepEqual(
    card.singleRules.map(({ column, value, label, accuracy }) => [column, value, label, accuracy]),
    [
      ['duration', '60', 'is_attack = 0', 1],
      ['duration', '420', 'is_attack = 1', 1],
    ],
  );
  assert.equal(card.accounts[0]?.units, 23);
});

test(
  'dataCard finds that "duration = 600" alone predicts the label of the published variant',
  realData,
  async () => {
    const card = await describeTraffic(
      await openTraffic(realData.file('cloudwatch/variants/labelled-17-columns-part-generated.csv')),
    );
    assert.match(
      card.limits.join(' '),
      /"duration = 600" predicts is_suspicious = 1 with an accuracy of 1\.000/,
    );
  },
);

test('dataCard ends as soon as its signal fires, and the traffic can still be asked', async () => {
  const file = path.join(folder, 'stopped.csv');
  writeFileSync(file, [HEADER, `1,2,${at(0)},${at(10)},192.0.2.1,US,`].join('\n'));
  const traffic = await openTraffic(file);
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  await assert.rejects(describeTraffic(traffic, { signal: stop.signal }), { name: 'AbortError' });
  assert.equal((await describeTraffic(traffic)).records, 1);
});

test('dataCard calls a log truncated whose times all lie in one minute of each hour', async () => {
  let cards = 0;
  const truncated = async (seconds: readonly number[], ...more: readonly string[]) => {
    const times = [8, 9, 10, 11].flatMap((hour) =>
      seconds.map((second) => new Date(Date.UTC(2024, 0, 1, hour, 17, second)).toISOString()),
    );
    const rows = [...times, ...more].map((time) => `1,1,${time},,192.0.2.1,,`);
    return (await cardOf(`truncated-${++cards}.csv`, rows)).truncated;
  };
  assert.equal(await truncated([1, 20, 44]), true);
  // One record an hour may be of a job that runs each hour.
  assert.equal(await truncated([1]), false);
  assert.equal(await truncated([1, 20, 44], '2024-01-01T12:18:00Z'), false);
});

test('dataCard finds the fixed window of the whole capture, whatever a filter leaves', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `1,1,${at(10 * i)},${at(10 * i + 10)},192.0.2.${i === 7 ? 9 : 1},,`,
  );
  const file = path.join(folder, 'windows.csv');
  writeFileSync(file, [HEADER, ...rows, `1,1,${at(0)},${at(3)},192.0.2.9,,`].join('\n'));
  const card = await describeTraffic(await openTraffic(file, { where: 'source=192.0.2.9' }));
  assert.deepEqual([card.records, card.windowSeconds], [2, 600]);
});
