import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import { compiled, ruleText } from './compile.js';
import { DETECTIONS, REQUESTS } from './modifiers.js';
import { noPython } from './python.js';
import { hitsOf, requestRelations } from './request-rows.js';

const names = Object.keys(DETECTIONS);
const rules = noPython
  ? Promise.resolve([])
  : compiled({
      'rules.yml': names.map((name) => ruleText(DETECTIONS[name]![0], { title: name })).join('\n---\n'),
    });
const engine = (async () => {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  return duckdbEngine(connection);
})();
const relations = requestRelations(REQUESTS);

for (const [i, name] of names.entries())
  test(name, { skip: noPython }, async () => {
    const rule = (await rules)[i]!;
    assert.deepEqual(await hitsOf(await engine, rule, relations), DETECTIONS[name]![1], rule.sql);
  });
