import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'papaparse';
import { type Detection, detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { writeScored } from '../../lib/report/write-scored.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { HOSTILE } from '../hostile/strings.js';
import { HEADER } from '../load/written.js';
import { reasonTexts } from './reason-texts.js';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function scored(records: Parameters<typeof tinyTraffic>[0]) {
  const traffic = await tinyTraffic(records);
  const folder = await mkdtemp(path.join(tmpdir(), 'scored-'));
  folders.push(folder);
  const file = path.join(folder, 'new', 'scored.csv');
  const detection = await detectAnomalies(traffic, { seed: 1 });
  await writeScored(traffic, detection, file);
  const rows = parse<Record<string, string>>(await readFile(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;
  return { rows, detection, file };
}

test('records come in input order under the names of the file, with score, verdict and reasons', async () => {
  const { rows, detection, file } = await scored([{ bytes_in: 30 }, { bytes_in: 10 }, { bytes_in: null }]);
  assert.deepEqual(Object.keys(rows[0]!), [
    'row',
    ...trafficColumns.map(({ nameInFiles: source }) => source),
    'anomaly_score',
    'record_score',
    'client_score',
    'autoencoder_score',
    'is_anomaly',
    'top_reasons',
    'matched_rules',
  ]);
  assert.deepEqual(
    rows.map(({ row, bytes_in, is_anomaly }) => [row, bytes_in, is_anomaly]),
    [
      ['1', '30', 'false'],
      ['2', '10', 'false'],
      ['3', '', 'false'],
    ],
  );
  const column = (name: string) => rows.map((row) => Math.fround(Number(row[name])));
  assert.deepEqual(column('anomaly_score'), [...detection.scores]);
  assert.deepEqual(column('record_score'), [...detection.recordScores]);
  assert.deepEqual(column('client_score'), [...detection.clientScores!]);
  assert.equal(
    rows[1]!.top_reasons,
    detection
      .reasons(1)
      .map(({ text }) => text)
      .join('; '),
  );
  assert.deepEqual(await readdir(path.dirname(file)), ['scored.csv'], 'nothing is left beside it');
});

test('records of several files come in the order of the files, which the engine reads in any order', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'scored-'));
  folders.push(folder);
  const line = (_: unknown, i: number) => `${i},2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80`;
  const text = [HEADER, ...Array.from({ length: 2500 }, line)].join('\n');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await writeFile(path.join(folder, `${name}.csv`), text);
  const traffic = await openTraffic(folder);
  const detection = {
    rowIds: Int32Array.from({ length: 15_000 }, (_, i) => i + 1),
    scores: Float32Array.from({ length: 15_000 }, (_, i) => i / 2),
    isAnomaly: new Uint8Array(15_000),
    reasonTexts: reasonTexts(15_000, () => []),
  } as unknown as Detection;
  const file = path.join(folder, 'scored', 'all.csv');
  await writeScored(traffic, detection, file);
  const { data } = parse<string[]>(await readFile(file, 'utf8'), { skipEmptyLines: true });
  assert.deepEqual(
    data.slice(1).map((cells) => [cells[0], cells.at(-7)]),
    Array.from({ length: 15_000 }, (_, i) => [String(i + 1), (i / 2).toFixed(1)]),
  );
});

test('many records of one file, which several connections write, are one file in input order with one header', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'scored-'));
  folders.push(folder);
  const many = 210_000;
  const lines = Array.from(
    { length: many },
    (_, i) => `${i},2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80`,
  );
  await writeFile(path.join(folder, 'many.csv'), [HEADER, ...lines].join('\n'));
  const traffic = await openTraffic(path.join(folder, 'many.csv'));
  const detection = {
    rowIds: Int32Array.from({ length: many }, (_, i) => i + 1),
    scores: Float32Array.from({ length: many }, (_, i) => i / 2),
    recordScores: Float32Array.from({ length: many }, (_, i) => i / 4),
    clientScores: Float32Array.from({ length: many }, (_, i) => i / 8),
    autoencoderScores: null,
    isAnomaly: Uint8Array.from({ length: many }, (_, i) => i % 2),
    reasonTexts: reasonTexts(many, (row) => [`reason ${row % 9}`]),
  } as unknown as Detection;
  const file = path.join(folder, 'scored', 'all.csv');
  await writeScored(traffic, detection, file);
  const { data } = parse<string[]>(await readFile(file, 'utf8'), { skipEmptyLines: true });
  const [header, ...rows] = data;
  assert.deepEqual([header![0], header![1], header!.at(-7)], ['row', 'bytes_in', 'anomaly_score']);
  assert.equal(rows.length, many);
  for (const [i, cells] of rows.entries()) {
    const numbers = [cells[0], cells[1], ...cells.slice(-7, -4)].map(Number);
    const read = [...numbers, ...cells.slice(-4)];
    const expected = [i + 1, i, i / 2, i / 4, i / 8, '', String(i % 2 === 1), `reason ${i % 9}`, ''];
    if (read.join() !== expected.join()) assert.deepEqual(read, expected);
  }
  assert.deepEqual(await readdir(path.dirname(file)), ['all.csv'], 'no part is left beside it');
});

test('records without scores have empty scores and no reasons', async () => {
  const { rows, detection } = await scored([{ bytes_in: 1 }]);
  assert.match(detection.notScored ?? '', /has 1 record/);
  const { anomaly_score, record_score, client_score, autoencoder_score, is_anomaly, top_reasons } = rows[0]!;
  assert.deepEqual(
    [anomaly_score, record_score, client_score, autoencoder_score, is_anomaly, top_reasons],
    ['', '', '', '', 'false', ''],
  );
});

/** So many that something can be learned from them. */
const others = Array.from({ length: 20 }, (_, i) => ({ bytes_in: 3 + i }));

test('times are ISO 8601 in UTC, with microseconds only where there are any', async () => {
  const { rows } = await scored([
    { bytes_in: 1, creation_time: '2024-04-25 23:00:00' },
    { bytes_in: 2, creation_time: '2024-04-25 23:00:00.25' },
    ...others,
  ]);
  assert.equal(rows[0]!.creation_time, '2024-04-25T23:00:00Z');
  assert.equal(rows[1]!.creation_time, '2024-04-25T23:00:00.250000Z');
});

test('text that a spreadsheet would take for a formula is guarded; numbers are not touched', async () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '|cmd'];
  const { rows } = await scored(
    formulas.map((rule_names, i) => ({ rule_names, bytes_in: i === 3 ? -3 : i * 10 })),
  );
  assert.deepEqual(
    rows.map(({ rule_names }) => rule_names),
    formulas.map((text) => `'${text}`),
  );
  assert.equal(rows[3]!.bytes_in, '-3');
});

test('quotes, commas and line breaks in records come back whole', async () => {
  const text = 'a "b", c\nd';
  const { rows } = await scored([{ protocol: text }, { protocol: 'HTTPS', bytes_in: 5 }, ...others]);
  assert.equal(rows[0]!.protocol, text);
});

test('hostile text in every text column comes back as it was, or guarded, and never splits a row', async () => {
  const text = trafficColumns
    .filter(({ type }) => type === 'VARCHAR')
    .map(({ name, nameInFiles: source }) => ({ name, source }));
  const { rows } = await scored(
    HOSTILE.map((value, i) => ({
      ...Object.fromEntries(text.map(({ name }) => [name, value])),
      bytes_in: i,
    })),
  );
  assert.equal(rows.length, HOSTILE.length);
  for (const [i, row] of rows.entries()) {
    // Lone surrogates cannot be written in UTF-8 and become U+FFFD.
    const value = Buffer.from(HOSTILE[i]!).toString();
    for (const { source } of text)
      assert.ok(row[source] === value || row[source] === `'${value}`, JSON.stringify(value));
    assert.ok(!/[\p{Cc}\u202a-\u202e]/u.test(row.top_reasons!), row.top_reasons);
  }
});
