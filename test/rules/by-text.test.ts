import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { VARCHAR } from '@duckdb/node-api';
import { parse } from 'papaparse';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import type { Traffic } from '../../lib/load/traffic.js';
import { loadRules } from '../../lib/rules/load-rules.js';
import { matchRules } from '../../lib/rules/match-rules.js';
import { realData } from '../real-data.js';

/** Every so many values of a file of 31,067 are tested on every record. */
const EVERY = 31;

let uris: readonly string[];
before(() => {
  if (realData.skip) return;
  const values = parse<{ payload: string }>(readFileSync(realData.file('requests/http-params.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;
  const regression = readFileSync(realData.file('requests/crs-regression.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { uri: string }).uri);
  uris = [
    ...values
      .filter((_, i) => i % EVERY === 0)
      .map(({ payload }) => `/search?q=${encodeURIComponent(payload)}`),
    ...regression,
  ].filter((uri) => typeof uri === 'string');
});

/** `row_id:rule` of the matches of the shipped rules, each with what it changes. */
async function matchesWith(change: object): Promise<readonly string[]> {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  const engine = duckdbEngine(connection);
  const { name } = await engine.uploadTable({ uri: { type: VARCHAR, values: uris } });
  await connection.run(
    `create table traffic as select cast(rowid + 1 as integer) as row_id, 'GET' as method, 'shop.example' as host, 200 as response_code,
       '192.0.2.1' as src_ip, '10.0.0.1' as dst_ip, 443 as dst_port, timestamp '2024-04-01' as creation_time, uri,
       case when rowid % 3 = 0 then uri else 'Mozilla/5.0 (X11; Linux x86_64)' end as user_agent, case when rowid % 5 = 0 then uri end as referer
     from ${name}`,
  );
  const traffic: Traffic = { engine, files: [], records: uris.length, rejected: 0, accounts: [] };
  const { rules } = await loadRules();
  await matchRules(traffic, { rules: { rules: rules.map((rule) => ({ ...rule, ...change })) } });
  const rows = await engine.query<{ row_id: number; rule: number }>(
    'select row_id, rule from rule_matches order by row_id, rule',
  );
  return rows.map(({ row_id, rule }) => `${row_id}:${rule} ${rules[rule]!.name} ${uris[row_id - 1]}`);
}

test(
  'what a rule needs of a text leaves out no match: every record tested by every rule has the same ones',
  realData,
  async () => {
    const found = await matchesWith({});
    assert.ok(found.length > 500, `${found.length} matches`);
    assert.deepEqual(found, await matchesWith({ needs: null }));
  },
);
