import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import {
  type AnomalyModel,
  openTraffic,
  scoreRecords,
  type Traffic,
  trainOnSample,
} from '../../lib/index.js';
import { allColumns } from '../../lib/schema/columns.js';

/** Six slices of some days each. */
const sliceRecords = 4_000;
const options = { seed: 1, sliceRecords };

/** Every score in a folder. */
async function scores(folder: string): Promise<readonly unknown[]> {
  const connection = await openDuckDB();
  const found = await connection.runAndReadAll(
    `select * from read_parquet(${quoteLiteral(path.join(folder, '*', '*.parquet'))}) order by row_id`,
  );
  connection.closeSync();
  return found.getRowsJson();
}

/** Trains on the records of a table here and there, and scores them; all has to be equal. */
async function sameModel(here: Traffic, there: Traffic, folder: string): Promise<AnomalyModel> {
  const [expected, trained] = [await trainOnSample(here, options), await trainOnSample(there, options)];
  assert.deepEqual(trained, expected);
  const [ours, theirs] = [path.join(folder, 'here'), path.join(folder, 'there')];
  const result = await scoreRecords(here, expected, ours, { sliceRecords });
  assert.deepEqual(await scoreRecords(there, trained, theirs, { sliceRecords }), result);
  assert.ok(result.anomalies > 0);
  assert.deepEqual(await scores(theirs), await scores(ours));
  return trained;
}

/** A run that is stopped in the middle leaves whole files only, and goes on; never with other records. */
async function goesOn(there: Traffic, trained: AnomalyModel, folder: string, whole: string): Promise<void> {
  const stop = new AbortController();
  await assert.rejects(
    scoreRecords(there, trained, folder, {
      sliceRecords,
      signal: stop.signal,
      onProgress: ({ done }) => done > 9_000 && stop.abort(),
    }),
    { name: 'AbortError' },
  );
  const files = readdirSync(folder, { recursive: true }).map(String);
  assert.ok(files.filter((name) => name.endsWith('.parquet')).length > 5);
  assert.deepEqual(
    files.filter((name) => name.endsWith('.partial')),
    [],
  );
  const { records, scoredNow } = await scoreRecords(there, trained, folder);
  assert.ok(records === 20_000 && scoredNow > 5_000 && scoredNow < 16_000, `${scoredNow}`);
  assert.deepEqual(await scores(folder), await scores(whole));
}

/**
 * Models are trained on, and score, records in Trino as the same records brought here: the shipped ones, with numbers of
 * their own, and without numbers those that have what the shipped ones lack.
 */
export async function modelsThere(trino: TrinoServer): Promise<void> {
  const address = (table: string) => `${trino.server.replace('http:', 'trino:')}/${table}`;
  const both = (table: string) =>
    Promise.all([openTraffic(address(table)), openTraffic(`${address(table)}?fetch=false`)]);
  const folder = mkdtempSync(path.join(tmpdir(), 'models-there-'));
  const without = 'memory.default.unnumbered';
  // Times in a zone, as Iceberg has them; addresses as a file's are written when it is read.
  const written: Readonly<Record<string, string>> = {
    creation_time: "with_timezone(creation_time, 'UTC')",
    src_ip: "regexp_replace(replace(src_ip, ':0::', '::'), '::0$', '::')",
  };
  const columns = allColumns.map(({ name }) => `${written[name] ?? name} as ${name}`);
  try {
    const [here, there] = await both('hive/shipped/traffic');
    const trained = await sameModel(here, there, path.join(folder, 'numbered'));
    await goesOn(there, trained, path.join(folder, 'stopped'), path.join(folder, 'numbered', 'here'));

    await openTrino(trino).query(`drop table if exists ${without}`);
    await openTrino(trino).query(
      `create table ${without} as select ${columns} from hive.varied.traffic where end_time is null or end_time >= creation_time`,
    );
    const [brought, stays] = await both(without.replaceAll('.', '/'));
    const anew = await sameModel(brought, stays, path.join(folder, 'unnumbered'));

    await openTrino(trino).query(
      `insert into ${without} select ${columns} from hive.shipped.traffic where row_id = 7`,
    );
    await assert.rejects(
      trainOnSample(stays, options),
      /12,173 records where there were 12,172 .* open them again/,
    );
    const [, grown] = await both(without.replaceAll('.', '/'));
    await assert.rejects(
      scoreRecords(grown, anew, path.join(folder, 'unnumbered', 'there')),
      /begun with other records \(12,172; these are 12,173\)/,
    );
    await openTrino(trino).query(`drop table ${without}`);
    await openTrino(trino).query(
      `create table ${without} as select * from hive.shipped.traffic union all select * from hive.shipped.traffic where row_id = 7`,
    );
    const [, twice] = await both(without.replaceAll('.', '/'));
    await assert.rejects(
      trainOnSample(twice, options),
      /row_id has 20,000 different numbers up to 2147483647 for 20,001 records/,
    );
  } finally {
    await openTrino(trino).query(`drop table if exists ${without}`);
    rmSync(folder, { recursive: true });
  }
}
