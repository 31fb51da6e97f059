import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { describeTraffic } from '../../lib/analyze/describe-traffic.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { dataCardBlock } from '../../lib/report/data-card-block.js';
import { sentences } from '../../lib/report/sentences.js';
import { writeSummary } from '../../lib/report/write-summary.js';

const folder = mkdtempSync(path.join(tmpdir(), 'card-block-'));

async function hostileCard() {
  const file = path.join(folder, 'hostile.csv');
  writeFileSync(
    file,
    [
      'bytes_in,bytes_out,creation_time,end_time,src_ip,src_ip_country_code,protocol,rule_names',
      ...[0, 1].map(
        (i) => `${i},2048,2024-01-01T00:0${i}:00Z,,1.2.3.4,DE,<img src=x>,<script>alert(1)</script>`,
      ),
    ].join('\n'),
  );
  return describeTraffic(await openTraffic(file));
}

test('dataCardBlock(card) escapes what records say and writes bytes as KiB', async () => {
  const { html, text } = dataCardBlock(await hostileCard());
  assert.doesNotMatch(html, /<script|<img/);
  assert.match(html, /&lt;script>alert\(1\)&lt;\/script>: 2 records \(rule engine\)/);
  assert.match(html, /protocol = &lt;img src=x>/);
  assert.match(text, /bytes_out: median 2 KiB, MAD 0 B/);
});

test('dataCardBlock(card) says how a file was read: its zone, and codes that are no country', async () => {
  const file = path.join(folder, 'read.csv');
  const rows = ['2024-10-27 02:30:00,1.2.3.4,T1', '2024-03-31 02:30:00,1.2.3.4,<b>'];
  writeFileSync(file, ['creation_time,src_ip,src_ip_country_code', ...rows].join('\n'));
  const card = await describeTraffic(await openTraffic([file, file], { timeZone: 'Europe/Berlin' }));
  const { html, text } = dataCardBlock(card);
  assert.match(text, /read\.csv is the same file, counted once/);
  assert.match(
    text,
    /times without a zone are of Europe\/Berlin; 1 record at times that the change of clocks left out, read an hour later; 1 record at times that it repeated/,
  );
  assert.match(
    text,
    /no ISO 3166-1 codes: “<b>” \(no ISO code\): 1 record, Tor \(T1, no ISO code\): 1 record/,
  );
  assert.doesNotMatch(html, /<b>/);
});

test('dataCardBlock(card) shows the first of many gaps, and counts them all', async () => {
  const card = await hostileCard();
  const gap = (hour: number) => ({
    from: new Date(Date.UTC(2024, 0, 1, hour)),
    to: new Date(Date.UTC(2024, 0, 1, hour, 59)),
    seconds: 3540,
  });
  const { text } = dataCardBlock({ ...card, gaps: Array.from({ length: 83 }, (_, hour) => gap(hour)) });
  assert.match(
    text,
    /2024-01-01 10:00:00 to 2024-01-01 10:59:00 UTC \(59 min\); … 83 gaps, 3 d 9 h in all\n/,
  );
});

test('dataCardBlock(card) says where no record names a country', async () => {
  const card = { ...(await hostileCard()), countries: 0 };
  assert.match(dataCardBlock(card).text, /Sources: 1 source, whose countries the records do not name/);
});

test('dataCardBlock(card) says that there is one class', async () => {
  const { text } = dataCardBlock(await hostileCard());
  assert.match(text, /Classes \(one class\)/);
  assert.match(text, /What cannot be concluded: There is one class only: all 2 records/);
});

test('writeSummary(card, detection, file) writes the keys that programs read, times in UTC', async () => {
  const file = path.join(folder, 'new', 'summary.json');
  await writeSummary(await hostileCard(), { anomalies: 1, rule: 'over 3.5' }, file);
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(
    [summary.records, summary.rejected, summary.sources, summary.countries, summary.from, summary.to],
    [2, 0, 1, 1, '2024-01-01T00:00:00.000Z', '2024-01-01T00:01:00.000Z'],
  );
  assert.deepEqual(summary.classes, [
    { label: '<script>alert(1)</script>', records: 2, provenance: 'rule engine' },
  ]);
  assert.deepEqual([summary.anomalies, summary.anomalyRule], [1, 'over 3.5']);
});

test('sentences(a) is a paragraph and sentences(a, b) a list, both escaped', () => {
  assert.equal(sentences('a < b').html, '<p>a &lt; b</p>');
  assert.equal(sentences('a', '<b>').html, '<ul><li>a</li><li>&lt;b></li></ul>');
});
