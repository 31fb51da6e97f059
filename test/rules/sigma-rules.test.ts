import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import { compileRules } from '../../lib/rules/compile-rules.js';
import { noPython } from './python.js';
import { hitsOf, requestRelations } from './request-rows.js';
import { SIGMA_REQUESTS } from './sigma-requests.js';

/** Rules of SigmaHQ, which are read where they are and not part of the project. */
const folder = path.resolve(__dirname, '../../../shared/data/sigma');
const skip = noPython || (existsSync(folder) ? false : `there is no ${folder}`);
const rules = skip ? Promise.resolve([]) : compileRules(folder, { own: true }).then((all) => all.rules);
const engine = (async () => {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  return duckdbEngine(connection);
})();

test('each of SigmaHQ’s rules for web servers and proxies compiles, and has a request here', {
  skip,
}, async () => {
  const files = readdirSync(folder).flatMap((file) => /^(.*)\.yml$/.exec(file)?.[1] ?? []);
  assert.ok(files.length >= 45);
  assert.deepEqual((await rules).map((rule) => rule.class).sort(), files.sort());
  assert.deepEqual(Object.keys(SIGMA_REQUESTS).sort(), files.sort());
});

for (const [name, [matches, others]] of Object.entries(SIGMA_REQUESTS))
  test(`${name} matches the requests that it is meant for`, { skip }, async () => {
    const rule = (await rules).find((one) => one.class === name)!;
    // The last one gives the log each text, so that an absent one is empty.
    const log = {
      uri: '/',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      referer: 'x',
      host: 'x',
      response_code: 999,
    };
    const relations = requestRelations([...matches, ...others, log]);
    assert.deepEqual(
      await hitsOf(await engine, rule, relations),
      matches.map((_, i) => i + 1),
      rule.sql,
    );
  });
