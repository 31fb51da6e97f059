import assert from 'node:assert/strict';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import type { RequestRule } from '../../lib/rules/rule.js';
import { hitsOf, type RequestRow, requestRelations } from '../rules/request-rows.js';

/** Rules that match the same records on DuckDB and on Trino; the number of matches. */
export async function sameHits(
  trino: TrinoServer,
  rules: readonly RequestRule[],
  rows: readonly RequestRow[],
): Promise<number> {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  const local = duckdbEngine(connection);
  const relations = requestRelations(rows);
  let hits = 0;
  for (const rule of rules) {
    const expected = await hitsOf(local, rule, relations);
    assert.deepEqual(await hitsOf(openTrino(trino), rule, relations), expected, rule.name);
    hits += expected.length;
  }
  return hits;
}
