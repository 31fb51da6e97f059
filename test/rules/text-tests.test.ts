import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import { compileRules } from '../../lib/rules/compile-rules.js';
import { loadRules } from '../../lib/rules/load-rules.js';
import type { RequestRule } from '../../lib/rules/rule.js';
import { compiled, ruleText } from './compile.js';
import { DETECTIONS, REQUESTS } from './modifiers.js';
import { noPython } from './python.js';
import { type RequestRow, requestRelations } from './request-rows.js';
import { SIGMA_REQUESTS } from './sigma-requests.js';

const data = path.resolve(__dirname, '../../../shared/data');
const TEXTS = ['uri_both', 'user_agent_both', 'referer_both', 'lower(host)', 'lower(method)'];
const anyText = (test: (text: string) => string) =>
  TEXTS.map((text) => `coalesce(${test(text)}, false)`).join(' or ');
const literal = (text: string) => `(${text.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;

/** Matches of rules none of whose texts has what the rule is said to need, or passes its test. */
async function unexpected(rules: readonly RequestRule[], rows: readonly RequestRow[]) {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  const engine = duckdbEngine(connection);
  // Once: each rule is tested on the same texts.
  const { requests, ...relations } = requestRelations(rows);
  const table = await engine.createTable(requests!, { relations });
  const views = { requests: `select * from ${table.name}`, traffic: `select * from ${table.name}` };
  const found: string[] = [];
  let hits = 0;
  for (const { name, sql, needs, patterns, textTest } of rules.filter(
    ({ correlation }) => correlation === null,
  )) {
    const needed = [
      ...(needs ?? []).map((need) => anyText((text) => `contains(${text}, ${literal(need)})`)),
      ...patterns.map((pattern) => anyText((text) => `regexp_matches(${text}, ${quoteLiteral(pattern)})`)),
    ];
    const tested = textTest === null ? 'true' : anyText((text) => textTest.replaceAll('both_texts', text));
    const matches = await engine.query<{ row_id: number; fails: boolean }>(
      `select row_id, not (${needs === null ? 'true' : needed.join(' or ') || 'false'}) or not (${tested}) as fails
       from requests where ${sql}`,
      {},
      { relations: views },
    );
    hits += matches.length;
    found.push(
      ...matches.flatMap(({ row_id, fails }) =>
        fails ? [`${name}: ${JSON.stringify(rows[row_id - 1])}`] : [],
      ),
    );
  }
  assert.ok(hits > 50, `${hits} matches were tried`);
  return found;
}

test('every request that a rule matches has what the rule needs, and a text that passes its test', {
  skip: noPython,
}, async () => {
  const texts = Object.entries(DETECTIONS).map(([title, [detection]]) => ruleText(detection, { title }));
  assert.deepEqual(await unexpected(await compiled({ 'x.yml': texts.join('\n---\n') }), REQUESTS), []);
});

const sigma = path.join(data, 'sigma');
test('so has every request that a rule of SigmaHQ matches', {
  skip: noPython || !existsSync(sigma),
}, async () => {
  const rows = Object.values(SIGMA_REQUESTS).flatMap(([matches, others]) => [...matches, ...others]);
  assert.deepEqual(await unexpected((await compileRules(sigma, { own: true })).rules, rows), []);
});

const labelled = path.join(data, 'requests', 'crs-regression.jsonl');
test('so has every labelled attack that a rule of the project matches', {
  skip: !existsSync(labelled),
}, async () => {
  const rows = readFileSync(labelled, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly uri: string; readonly ua: string | null })
    .map(({ uri, ua }) => ({ uri, user_agent: ua }));
  assert.deepEqual(await unexpected((await loadRules()).rules, rows), []);
});
