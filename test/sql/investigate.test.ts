import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';

const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'lib', 'sql', 'investigate');
const questions = readdirSync(folder).filter((file) => file.endsWith('.sql'));

/** What `.read` does in a DuckDB shell that was started in the project's folder. */
const shellText = (file: string): string =>
  readFileSync(path.join(root, file), 'utf8').replace(/^\.read (.*)$/gm, (_, name: string) =>
    shellText(name.trim()),
  );

/** What the questions ask besides the records and what setup.sql makes: profiles. */
const TABLES = `
  create temp table source_activity as ${readFileSync(path.join(folder, 'activity.sql'), 'utf8')};
  create temp table finding_requests as ${readFileSync(path.join(folder, 'finding-requests.sql'), 'utf8')}`;

async function shell() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const data = path.join(root, 'data', 'cybersecurity_data.csv').replaceAll("'", "''");
  await connection.run(`set variable traffic_file = '${data}'`);
  await connection.run(shellText('lib/sql/setup.sql'));
  await connection.run(ADDRESS_MACROS);
  await connection.run(TABLES);
  return connection;
}
const connection = shell();

/** Functions that DuckDB has and Trino lacks, or that the two compute differently. */
const UNPORTABLE =
  /\b(epoch|quantile_cont|median|list_\w+|string_split|regexp_matches|approx_\w+|arg_max|unnest)\(|::(?!\/48|')\w|\/\/|\bqualify\b/i;

for (const file of questions) {
  test(`${file} begins with its question, is portable, and runs in a DuckDB shell`, async () => {
    const sql = readFileSync(path.join(folder, file), 'utf8');
    assert.match(sql, /^-- [^\n]*(\n-- [^\n]*)?\?/);
    assert.doesNotMatch(sql.replaceAll(/--.*/g, '').replaceAll(/'[^']*'/g, "''"), UNPORTABLE);
    const reader = await (await connection).runAndReadAll(sql.replaceAll(/;\s*$/g, ''));
    assert.ok(reader.columnCount > 1);
  });
}
