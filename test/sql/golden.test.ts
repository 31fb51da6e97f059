import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance, type JS } from '@duckdb/node-api';
import { allColumns } from '../../lib/schema/columns.js';

const root = path.resolve(__dirname, '../..');
const sqlFolder = path.join(root, 'lib', 'sql');
const golden = path.join(__dirname, 'golden');
/** Of which the golden file has every 400th record. */
const aRowARecord = new Set(['features', 'features-network', 'features-requests', 'features-source']);
/** Whose rows come in no order: a row a second. */
const aRowASecond = new Set(['features-everyone', 'features-starts']);
const notQuestions = new Set(['setup', 'macros']);
const questions = readdirSync(sqlFolder)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, -4))
  .filter((name) => !notQuestions.has(name));

interface Golden {
  readonly columns: readonly string[];
  readonly count: number;
  readonly every: number;
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** What `.read` does in a DuckDB shell that was started in the project's folder. */
function shellText(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\.read (.*)$/gm, (_, name: string) =>
    shellText(path.join(root, name.trim())),
  );
}

async function shell() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const data = path.join(root, 'data', 'cybersecurity_data.csv').replaceAll("'", "''");
  await connection.run(`set variable traffic_file = '${data}'`);
  await connection.run(shellText(path.join(sqlFolder, 'setup.sql')));
  return connection;
}
const connection = shell();

test('every golden answer was computed from the shipped data', () => {
  const hash = createHash('sha256')
    .update(readFileSync(path.join(root, 'data', 'cybersecurity_data.csv')))
    .digest('hex');
  assert.equal(
    hash,
    readFileSync(path.join(golden, 'data.sha256'), 'utf8').trim(),
    'data/cybersecurity_data.csv has changed: run python test/sql/golden.py',
  );
});

test('setup.sql offers the columns of the schema, with their types', async () => {
  const reader = await (await connection).runAndReadAll('describe traffic');
  assert.deepEqual(
    reader.getRowsJS().map(([name, type]) => `${name} ${type}`),
    ['row_id INTEGER', ...allColumns.map(({ name, type }) => `${name} ${type}`)],
  );
});

for (const name of questions)
  test(`${name}.sql asks its question at the top and answers it in a DuckDB shell as pandas does`, async () => {
    const sql = readFileSync(path.join(sqlFolder, `${name}.sql`), 'utf8');
    assert.match(sql, /^-- [^\n]*(\n-- [^\n]*)?\?/);
    const expected = JSON.parse(readFileSync(path.join(golden, `${name}.json`), 'utf8')) as Golden;
    const reader = await (await connection).runAndReadAll(sql);
    const rows = reader.getRowObjectsJS();
    const picked = pick(name, rows, expected.every);
    if (!aRowARecord.has(name)) assert.equal(rows.length, expected.count);
    assert.equal(picked.length, expected.rows.length);
    picked.forEach((row, i) => {
      expected.columns.forEach((column, j) => {
        same(row[column], expected.rows[i]![j]!, `row ${i}, ${column}`);
      });
    });
  });

/** The rows of which the golden file has the answer: all, every nth, or every 400th record. */
function pick(name: string, rows: readonly Record<string, JS>[], every: number) {
  if (aRowASecond.has(name))
    return [...rows]
      .sort((a, b) => Number(a.second_of_start) - Number(b.second_of_start))
      .filter((_, i) => i % every === 0);
  if (!aRowARecord.has(name)) return rows.filter((_, i) => i % every === 0);
  return rows
    .filter((row) => Number(row.row_id) % 400 === 1)
    .sort((a, b) => Number(a.row_id) - Number(b.row_id));
}

/** Equal; of fractions, to the seven digits that a 32-bit number has. */
function same(found: JS | undefined, expected: string | number | boolean | null, place: string): void {
  const value = found instanceof Date ? found.toISOString().replace('.000Z', 'Z') : found;
  if (typeof expected !== 'number' || Number.isInteger(expected))
    assert.equal(typeof value === 'bigint' ? Number(value) : value, expected, place);
  else
    assert.ok(
      Math.abs(Number(value) - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
      `${place}: ${value} is not ${expected}`,
    );
}

for (const name of readdirSync(path.join(sqlFolder, 'compare')))
  test(`compare/${name} runs in a DuckDB shell, where the earlier capture is empty until somebody gives one`, async () => {
    const sql = readFileSync(path.join(sqlFolder, 'compare', name), 'utf8');
    const rows = (await (await connection).runAndReadAll(sql)).getRowObjectsJS();
    assert.ok(rows.length > 1);
    for (const row of rows) assert.ok(row.change === 'new' || row.records_before === 0);
  });
