import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import { investigate } from '../../lib/findings/investigate.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { compileRules } from '../../lib/rules/compile-rules.js';
import { loadRules } from '../../lib/rules/load-rules.js';
import type { Correlation, RequestRule } from '../../lib/rules/rule.js';
import { compiled, ruleFolder, ruleText } from '../rules/compile.js';
import { DETECTIONS, REQUESTS } from '../rules/modifiers.js';
import { noPython } from '../rules/python.js';
import { hitsOfEach, type RequestRow, requestRelations } from '../rules/request-rows.js';
import { SIGMA_REQUESTS } from '../rules/sigma-requests.js';

const data = path.resolve(__dirname, '../../../shared/data');
/** Requests of labelled attacks that the rules of the project are compared on, one of so many. */
const EVERY = 20;

/** Asserts that rules match the same records on DuckDB and on Trino; resolves to the number of matches. */
async function sameHits(
  trino: TrinoServer,
  rules: readonly Pick<RequestRule, 'name' | 'sql' | 'correlation'>[],
  rows: readonly RequestRow[],
): Promise<number> {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  const local = duckdbEngine(connection);
  const relations = requestRelations(rows);
  const expected = await hitsOfEach(local, rules, relations);
  const found = await hitsOfEach(openTrino(trino), rules, relations);
  for (const [i, { name, sql }] of rules.entries())
    assert.deepEqual(found[i], expected[i], `${name}: ${sql}`);
  return expected.flat().length;
}

/** Rules with each modifier of Sigma, and correlations. */
export async function modifiersThere(trino: TrinoServer): Promise<void> {
  if (noPython) return;
  const texts = Object.entries(DETECTIONS).map(([title, [detection]]) => ruleText(detection, { title }));
  assert.ok((await sameHits(trino, await compiled({ 'x.yml': texts.join('\n---\n') }), REQUESTS)) > 100);
  const part = (sql: string) => ({ name: sql, sql, groupBy: ['src_ip'], value: 'host' });
  const rules = (['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const).map((type) => {
    const parts = [part("has_text(uri_both, 'a')"), part("has_text(uri_both, 'b')")];
    const correlation: Correlation = { type, rules: parts, seconds: 7, operator: '>=', count: 2 };
    return { name: type, sql: '', correlation };
  });
  const rows = Array.from({ length: 40 }, (_, i) => ({
    uri: ['/a', '/b', '/ab', '/'][(i * 7) % 4]!,
    src_ip: `192.0.2.${(i * 3) % 2}`,
    host: ['x', 'y', null][(i * 5) % 3]!,
    second: (i * 11) % 37,
  }));
  assert.ok((await sameHits(trino, rules, rows)) > 10);
}

/** A finding of an analyst's own rule has the same clients, and no paths and outcome where records have no requests. */
export async function ownRulesThere(trino: TrinoServer): Promise<void> {
  if (noPython) return;
  const rules = ruleFolder({
    'x.yml': ruleText(
      { selection: { dst_port: 80 }, condition: 'selection' },
      { title: 'Port 80', level: 'medium' },
    ),
  });
  try {
    const address = `${trino.server.replace('http:', 'trino:')}/hive/shipped/traffic?fetch=false`;
    const file = path.join(__dirname, '../../data/cybersecurity_data.csv');
    const own = async (name: string) =>
      (await investigate(await openTraffic(name), { rules })).findings.filter(
        ({ kind }) => kind === 'own rule',
      );
    const expected = await own(file);
    assert.deepEqual(
      expected.map(({ outcome, evidence }) => [outcome, evidence.tables.map(({ title }) => title)]),
      [[null, ['Clients']]],
    );
    assert.deepEqual(await own(address), expected);
  } finally {
    rmSync(rules, { recursive: true, force: true });
  }
}

/** SigmaHQ's rules, where they are. */
export async function sigmaThere(trino: TrinoServer): Promise<void> {
  const folder = path.join(data, 'sigma');
  if (noPython || !existsSync(folder)) return;
  const { rules } = await compileRules(folder, { own: true });
  const rows = Object.values(SIGMA_REQUESTS).flatMap(([matches, others]) => [...matches, ...others]);
  assert.ok((await sameHits(trino, rules, rows)) > 60);
}

/** The rules of the project, on labelled attacks where they are. */
export async function shippedThere(trino: TrinoServer): Promise<void> {
  const file = path.join(data, 'requests', 'crs-regression.jsonl');
  if (!existsSync(file)) return;
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((_, i) => i % EVERY === 0)
    .map((line) => JSON.parse(line) as { readonly uri: string; readonly ua: string | null })
    .map(({ uri, ua }) => ({ uri, user_agent: ua }));
  assert.ok((await sameHits(trino, (await loadRules()).rules, rows)) > 10);
}
