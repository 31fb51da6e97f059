import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { addClientEvidence } from '../../../lib/detect/client-evidence.js';
import { openDuckDB } from '../../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../../lib/engine/duckdb-engine.js';
import { quoteLiteral } from '../../../lib/engine/sql-text.js';
import type { DayFile } from '../../../lib/report/scored-folder/day-files.js';
import { withScoredClients } from '../../../lib/report/scored-folder/scored-clients.js';

const root = mkdtemp(path.join(tmpdir(), 'scored-clients-'));
after(async () => rm(await root, { recursive: true }));
const local = openDuckDB().then(duckdbEngine);

const scale = { median: 0, scale: 1 };
const evidence = {
  ...{ mean: 0.1, explained: 0.5, used: true, record: scale, client: scale },
  reference: Float32Array.of(0, 1),
};

type Row = readonly [client: string | null, score: number];

/** Writes rows into files, the last of which is not finished. */
async function filesOf(parts: readonly (readonly Row[])[]): Promise<readonly DayFile[]> {
  const { connection } = await local;
  const folder = await mkdtemp(path.join(await root, 'rows-'));
  const files: DayFile[] = [];
  for (const [i, rows] of parts.entries()) {
    const [file, unfinished] = [path.join(folder, `${i}.parquet`), path.join(folder, `_${i}.parquet`)];
    await connection.run('create or replace temp table rows (src_ip varchar, record_score float)');
    const appender = await connection.createAppender('rows', 'main', 'temp');
    for (const [client, score] of rows) {
      if (client === null) appender.appendNull();
      else appender.appendVarchar(client);
      appender.appendFloat(score);
      appender.endRow();
    }
    appender.closeSync();
    const isLast = i === parts.length - 1;
    const target = isLast ? unfinished : file;
    await connection.run(
      `copy (select *${isLast ? ', 1 as more' : ''} from rows) to ${quoteLiteral(target)} (format parquet)`,
    );
    files.push({ day: '2024-04-25', file, unfinished });
  }
  return files;
}

test('clients of files have the scores that they have in memory, in any order of the records', async () => {
  const engine = await local;
  const client = fc.option(fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', "it's", ''));
  const score = fc.float({ min: 0, max: 1000, noNaN: true, noDefaultInfinity: true });
  const rows = fc.array(fc.tuple(client, score), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 3 }), async (parts) => {
      const all = parts.flat().reverse();
      const addresses = [...new Set(all.map(([address]) => String(address)))];
      const codes = Int32Array.from(all, ([address]) => addresses.indexOf(String(address)));
      const scores = Float32Array.from(all, ([, one]) => one);
      const { clientScores } = addClientEvidence(scores, { codes, addresses }, evidence);
      const expected = new Map(all.map(([address], row) => [String(address), clientScores[row]]));
      await withScoredClients(engine, await filesOf(parts), evidence, {}, async (found) => {
        const listed = await engine.query<{ src_ip: string | null; code: number }>(
          `select src_ip, code from ${found.table}`,
        );
        assert.deepEqual(
          new Map(listed.map(({ src_ip: ip, code }) => [String(ip), found.scores[code]])),
          expected,
        );
      });
    }),
    { numRuns: 30 },
  );
});

test('the reason of a client is written once', async () => {
  const engine = await local;
  const files = await filesOf([
    [
      ['192.0.2.1', 3],
      ['192.0.2.1', 5],
      ['192.0.2.2', 0.5],
    ],
  ]);
  await withScoredClients(engine, files, evidence, {}, async ({ table, texts, addTexts }) => {
    const [one] = await engine.query<{ code: number }>(
      `select code from ${table} where src_ip = '192.0.2.1'`,
    );
    addTexts(Int32Array.of(one!.code, one!.code));
    addTexts(Int32Array.of(one!.code));
    assert.deepEqual(await engine.query(`select * from ${texts}`), [
      { code: one!.code, text: '2 records of this client have a mean score of 1.7, that of all is 0.1' },
    ]);
  });
  const left = await engine.query(
    `select table_name from duckdb_tables() where table_name like 'scored_clients%'`,
  );
  assert.deepEqual(left, []);
});
