import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import { unscale } from '../../lib/features/unscale.js';
import { writeFeatures } from '../../lib/features/write-features.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { tinyTraffic } from './tiny-traffic.js';

const folder = mkdtempSync(path.join(tmpdir(), 'features-'));
after(() => rmSync(folder, { recursive: true }));

const read = async (traffic: Parameters<typeof requireLocal>[0], file: string) =>
  requireLocal(traffic).engine.query<Record<string, number | null>>(`from ${quoteLiteral(file)}`);

/** A web log in which requests, ports and sizes vary. */
async function webLog() {
  const file = path.join(folder, 'access.log');
  const line = (i: number) =>
    `192.0.2.${1 + (i % 7)} - - [17/May/2015:10:${String(i % 60).padStart(2, '0')}:05 +0000] "GET /a${i % 5}?id=${i} HTTP/1.1" ${i % 9 === 0 ? 404 : 200} ${100 + i * i} "-" "-"`;
  writeFileSync(file, `${Array.from({ length: 200 }, (_, i) => line(i)).join('\n')}\n`);
  return openTraffic(file);
}

test('the file has every record in input order with the scaled features of extractFeatures, to the bit', async () => {
  const traffic = await webLog();
  const file = path.join(folder, 'new', 'features.parquet');
  const { columns } = await writeFeatures(traffic, file);
  const { matrix } = await extractFeatures(traffic);
  const rows = await read(traffic, file);
  assert.deepEqual(Object.keys(rows[0]!), ['row_id', ...matrix.columns.map(({ name }) => name)]);
  assert.deepEqual(
    rows.map(({ row_id }) => row_id),
    [...matrix.rowIds],
  );
  assert.deepEqual(
    rows.flatMap((row) => columns.map(({ name }) => row[name]!)),
    [...matrix.values],
  );
  assert.deepEqual(readdirSync(path.dirname(file)), ['features.parquet'], 'nothing is left beside it');
});

test('unscaled values are in the unit of the feature, and missing ones are null', async () => {
  const traffic = await tinyTraffic([
    { bytes_in: 30 },
    { bytes_in: 10 },
    { bytes_in: null },
    { bytes_in: 7 },
  ]);
  const file = path.join(folder, 'unscaled.parquet');
  const { columns } = await writeFeatures(traffic, file, { scaled: false, features: ['bytes_in'] });
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['bytes_in'],
  );
  const rows = await read(traffic, file);
  const values = rows.map(({ bytes_in }) => bytes_in!);
  assert.equal(values[2], null);
  const { matrix } = await extractFeatures(traffic, { features: ['bytes_in'] });
  for (const row of [0, 1, 3]) {
    assert.ok(Math.abs(values[row]! - unscale(columns[0]!, matrix.values[row]!)) < 1e-5);
    assert.ok(Math.abs(values[row]! - Math.log1p([30, 10, 0, 7][row]!)) < 1e-6);
  }
});

test('an aborted signal leaves the file as it was', async () => {
  const traffic = await tinyTraffic([{ bytes_in: 30 }, { bytes_in: 10 }]);
  const file = path.join(folder, 'kept.parquet');
  writeFileSync(file, 'before');
  await assert.rejects(
    writeFeatures(traffic, file, { signal: AbortSignal.abort(new Error('stopped')) }),
    /stopped/,
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('kept')),
    ['kept.parquet'],
  );
});
