import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'papaparse';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { csvOf } from '../../lib/report/browser/csv-of.js';
import { NO_FILTERS, toggled } from '../../lib/report/browser/filters.js';
import { recordSet } from '../../lib/report/browser/record-set.js';
import { topAnomaliesOf } from '../../lib/report/browser/top-anomalies-of.js';
import { unpackColumns } from '../../lib/report/browser/unpack-columns.js';
import { filterControls } from '../../lib/report/explore/filter-controls.js';
import { topAnomalies } from '../../lib/report/top-anomalies.js';
import { writeScored } from '../../lib/report/write-scored.js';
import { writeWorkbook } from '../../lib/report/write-workbook.js';
import { matchRules } from '../../lib/rules/match-rules.js';
import { ruleOf } from '../rules/rule-of.js';
import { readWorkbook } from './read-workbook.js';
import { reasonTexts } from './reason-texts.js';

const folder = mkdtempSync(path.join(tmpdir(), 'matched '));
after(() => rmSync(folder, { recursive: true, force: true }));

const URIS = ['/', '/a?x=../etc/passwd;id', '/login', '/b?y=../etc', '/c'];
const detection = {
  rowIds: Int32Array.of(1, 2, 3, 4, 5),
  scores: Float32Array.of(1, 2, 3, 4, 5),
  recordScores: Float32Array.of(1, 2, 3, 4, 5),
  clientScores: null,
  autoencoderScores: null,
  isAnomaly: Uint8Array.of(0, 1, 0, 1, 0),
  threshold: 3.5,
  reasons: () => [],
  reasonTexts: reasonTexts(5, (row) => [`reason ${row}`]),
} as unknown as Detection;

let traffic: Traffic;
before(async () => {
  const file = path.join(folder, 'access.log');
  const lines = URIS.map(
    (uri, i) =>
      `192.0.2.${i} - - [17/May/2015:10:05:0${i} +0000] "GET ${uri} HTTP/1.1" 200 7 "-" "=agent ${i}"`,
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  traffic = await openTraffic(file);
  const rules = [
    ruleOf("has_text(uri_both, '../etc')", ['../etc'], { name: 'traversal; steps' }),
    ruleOf("uri_lower = '/login'", ['/login'], { name: 'log-in', kind: 'context' }),
    ruleOf("has_text(uri_both, ';id')", [';id'], { name: '=command' }),
  ];
  await matchRules(traffic, { rules: { rules } });
});

/** Names in the order of the rules; a semicolon stands between names only. */
const expected = ['', 'traversal, steps; =command', '', 'traversal, steps', ''];

test('scored.csv has the rules of each record, without those that accuse nobody, and the requests of a web log', async () => {
  const file = path.join(folder, 'scored.csv');
  await writeScored(traffic, detection, file);
  const { data } = parse<Record<string, string>>(readFileSync(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  assert.deepEqual(
    data.map(({ matched_rules }) => matched_rules),
    expected,
  );
  assert.deepEqual(
    data.map(({ method, uri, user_agent }) => [method, uri, user_agent]),
    URIS.map((uri, i) => ['GET', uri, `'=agent ${i}`]),
    'a text that a spreadsheet would compute gets an apostrophe',
  );
  assert.deepEqual(Object.keys(data[0]!).slice(-2), ['top_reasons', 'matched_rules']);
  assert.equal(data[3]!.top_reasons, 'reason 3');
});

test('the most anomalous records have their rules, in the report and in the filtered page', async () => {
  const rows = await topAnomalies(traffic, detection, { limit: 5 });
  assert.deepEqual(
    rows.map(({ row_id, matched_rules }) => [row_id, matched_rules ?? '']),
    [5, 4, 3, 2, 1].map((id) => [id, expected[id - 1]]),
  );
  const columns = await pageColumns();
  assert.deepEqual(
    topAnomaliesOf(columns, Uint32Array.of(0, 1, 2, 3, 4), 5).map((row) => row.matched_rules ?? ''),
    rows.map((row) => row.matched_rules ?? ''),
  );
});

const pageColumns = async (limit?: number) => {
  const { html } = await filterControls(traffic, { detection, ...(limit && { limit }) });
  return unpackColumns(/<script[^>]*>([^<]*)</.exec(html)?.[1] ?? '');
};

for (const [what, limit] of [
  ['records', undefined],
  ['records that are added up', 4],
] as const)
  test(`the page filters ${what} by one rule of several that they match`, async () => {
    const columns = await pageColumns(limit);
    const set = recordSet(columns);
    const recordsBy = (rule: string | null) =>
      [...set.filter(toggled(NO_FILTERS, 'matched_rules', rule))].reduce(
        (sum, row) => sum + (columns.numbers.records?.[row] ?? 1),
        0,
      );
    assert.deepEqual(['traversal, steps', '=command', 'log-in', null].map(recordsBy), [2, 1, 0, 3]);
  });

test('what is downloaded from the page has the rules', async () => {
  const csv = csvOf(await pageColumns(), Uint32Array.of(0, 1, 2, 3, 4));
  const { data } = parse<Record<string, string>>(csv, { header: true });
  assert.deepEqual(
    data.map(({ matched_rules }) => matched_rules),
    expected,
  );
});

test('the sheet of flagged records has their rules', async () => {
  const file = path.join(folder, 'workbook.xlsx');
  await writeWorkbook(traffic, file, { detection });
  const [header, ...rows] = readWorkbook(file)['Flagged records']!.rows;
  const at = header!.findIndex((cell) => cell?.[1] === 'matched_rules');
  assert.deepEqual(
    rows.map((row) => row[at]?.[1]),
    ['traversal, steps', 'traversal, steps; =command'],
  );
});

test('rules that are matched anew are those of the tables from then on; no table is left behind', async () => {
  const { engine } = requireLocal(traffic);
  const tables = await engine.query<{ table_name: string }>(
    "select table_name from duckdb_tables() where table_name <> 'rule_matches'",
  );
  assert.deepEqual(tables, []);
  await matchRules(traffic, { rules: { rules: [ruleOf("uri_lower = '/c'", ['/c'], { name: 'c' })] } });
  const rows = await topAnomalies(traffic, detection, { limit: 2 });
  assert.deepEqual(
    rows.map((row) => row.matched_rules),
    ['c', null],
  );
});
