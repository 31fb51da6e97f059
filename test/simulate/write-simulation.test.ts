import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { truthPath } from '../../lib/simulate/truth-path.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

const folder = mkdtempSync(path.join(tmpdir(), 'simulate-'));
after(() => rmSync(folder, { recursive: true }));
const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const write = async (name: string, seed: number) => {
  const file = path.join(folder, name);
  await writeSimulation(file, { rows: 3000, days: 3, seed, scenario: defaultScenario });
  return file;
};

test('the same seed gives the same bytes, on every machine, and another seed others', async () => {
  const file = await write('one.csv', 1);
  assert.equal(hash(file), '97343e7f2cbb75ecdeb922a93c4b9665f3aa30469824011209d1f7c579b464cf');
  assert.equal(hash(truthPath(file)), 'ea6dda6518809e83006f13f0c8d86efd03fa6afb7d1f411a6a9b102a699e153c');
  assert.notEqual(hash(await write('two.csv', 2)), hash(file));
  assert.equal(hash(await write('one.parquet', 1)), hash(await write('again.parquet', 1)));
});

test('the shipped data is what the simulator makes of 20,000 rows, 28 days, seed 1', async () => {
  const shipped = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
  const file = path.join(folder, 'shipped.csv');
  await writeSimulation(file, { rows: 20_000, days: 28, seed: 1, scenario: defaultScenario });
  assert.equal(hash(file), hash(shipped));
  assert.equal(hash(truthPath(file)), hash(truthPath(shipped)));
  assert.ok(readFileSync(shipped).length < 4_000_000);
});

test('Parquet holds the same records as CSV, typed by the schema, and the truth joins every row', async () => {
  const [csv, parquet] = [await write('same.csv', 5), await write('same.parquet', 5)];
  const connection = await openDuckDB();
  try {
    const types = await query<{ column_name: string; column_type: string }>(
      connection,
      `describe from ${quoteLiteral(parquet)}`,
    );
    assert.deepEqual(
      types.map((row) => [row.column_name, row.column_type]),
      trafficColumns.map((column) => [column.nameInFiles, column.type]),
    );
    const [same] = await query<{ rows: bigint; joined: bigint; attacks: bigint; in_csv: bigint }>(
      connection,
      `select count(*) as rows, count(actor) as joined, count(attack) as attacks,
              (select count(*) from read_csv(${quoteLiteral(csv)})) as in_csv
       from (select *, row_number() over () as row_id from ${quoteLiteral(parquet)})
       left join ${quoteLiteral(truthPath(parquet))} using (row_id)`,
    );
    assert.equal(same!.rows, 3000n);
    assert.equal(same!.joined, 3000n);
    assert.equal(same!.in_csv, 3000n);
    assert.ok(same!.attacks > 30n && same!.attacks <= 150n);
  } finally {
    connection.closeSync();
  }
});

test('a stopped simulation leaves nothing behind', async () => {
  const stop = new AbortController();
  const empty = mkdtempSync(path.join(folder, 'stopped-'));
  const onProgress = () => stop.abort();
  await assert.rejects(
    writeSimulation(path.join(empty, 'a.csv'), {
      rows: 3000,
      days: 3,
      seed: 1,
      scenario: defaultScenario,
      signal: stop.signal,
      onProgress,
    }),
    { name: 'AbortError' },
  );
  assert.deepEqual(readdirSync(empty), []);
});

test('a folder that is missing is created, and one that cannot be is said by the file system’s error', async () => {
  await write('missing/a.csv', 1);
  assert.deepEqual(readdirSync(path.join(folder, 'missing')).sort(), ['a.csv', 'a.truth.csv']);
  await assert.rejects(write('missing/a.csv/b.csv', 1), { code: /ENOTDIR|EEXIST/ });
});
