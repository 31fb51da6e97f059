import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { runningCluster } from '../../lib/commands/trino/cluster.js';
import { composeSql } from '../../lib/engine/compose-sql.js';
import { query, type SqlParameter } from '../../lib/engine/query.js';
import { readSqlFile } from '../../lib/engine/read-sql-file.js';
import { sqlTokens } from '../../lib/engine/sql-tokens.js';
import type { QueryParameter } from '../../lib/engine/trino/bind-parameters.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import type { Frequency } from '../../lib/features/fitted-features.js';
import { shipped, varied } from './datasets.js';
import { killWorker } from './kill-worker.js';
import { load, parquetFile } from './load.js';
import { modelsThere } from './models-there.js';
import { modifiersThere, ownRulesThere, shippedThere, sigmaThere } from './rules-there.js';
import { assertSameRows, type Row } from './same-rows.js';
import { sameThere } from './same-there.js';
import { securedTrino } from './secured.js';
import { describedAndPriced, partOfSources, sourceEqualsFile, sourceOfOddTypes } from './source.js';

const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'lib', 'sql');
const npmTrino = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', path.join(root, 'lib/commands/trino.ts'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });

/** Not questions: they give DuckDB what Trino has. */
const SET_UP = ['macros', 'setup'];

const questions = ['', 'compare', 'investigate'].flatMap((sub) =>
  readdirSync(path.join(folder, sub))
    .filter((file) => file.endsWith('.sql') && !(sub === '' && SET_UP.includes(file.slice(0, -4))))
    .map((file) => path.posix.join(sub, file.slice(0, -4))),
);

/** What the questions are asked with: several ways, of those that ask. */
const values: readonly Readonly<Record<string, SqlParameter>>[] = [
  {
    ...{
      window_seconds: 600,
      bin: 600,
      seed: 1,
      keep: 2147483647,
      row_limit: 100,
      idle_gap: 1800,
      min_records: 3,
    },
    ...{ min_evenness: 0.3, roll_up: 'client', records: 20_000 },
    ...{ min_refusals: 4, max_pause: 10, min_came_records: 2, min_came_share: 0.8, min_repeats: 4 },
    ...{ min_requests: 4, min_requests_each: 2 },
    ...{ min_paths: 1, min_tries: 2, min_errors: 2, min_agents: 2, min_clients: 2, rules: ',1,' },
    ...{ start: 1711929600, width: 600, bins: 500 },
  },
  {
    ...{ window_seconds: 0.5, bin: 7, seed: 42, keep: 214748364, row_limit: 7, idle_gap: 5, min_records: 1 },
    ...{ min_evenness: 0, roll_up: 'network', records: 20_000 },
    ...{ min_refusals: 2, max_pause: 0.5, min_came_records: 1, min_came_share: 0, min_repeats: 2 },
    ...{ min_requests: 2.5, min_requests_each: 1 },
    ...{ min_paths: 2, min_tries: 1, min_errors: 1, min_agents: 1, min_clients: 5, rules: ',' },
    ...{ start: 1712000000, width: 0.5, bins: 3000 },
  },
  {
    ...{
      window_seconds: 60,
      bin: 3600,
      seed: 2 ** 31 - 1,
      keep: 0,
      row_limit: 1000,
      idle_gap: 0,
      min_records: 30,
    },
    ...{ min_evenness: 1, roll_up: 'owner', records: 20_000 },
    ...{ min_refusals: 30, max_pause: 600, min_came_records: 5, min_came_share: 1, min_repeats: 9 },
    ...{ min_requests: 20, min_requests_each: 3 },
    ...{ min_paths: 5, min_tries: 5, min_errors: 5, min_agents: 3, min_clients: 1, rules: ',0,2,' },
    ...{ start: 1711929600.5, width: 86400, bins: 28 },
  },
];

/** Only what the text asks for: an engine refuses to be given more. */
const asked = (sql: string, given: Readonly<Record<string, QueryParameter>>) =>
  Object.fromEntries(
    sqlTokens(sql)
      .filter(({ kind }) => kind === 'parameter')
      .map(({ text }) => [text.slice(1), given[text.slice(1)] ?? null]),
  );

/** What lib/sql/setup.sql makes in a shell of files and of other tables. */
const relations = {
  capture_times: 'select creation_time, end_time from traffic',
  features_starts: readSqlFile('features-starts'),
  features_everyone: readSqlFile('features-everyone'),
};

/** How often each value occurs, as DuckDB learned it: `features` asks both engines with the same. */
function lists(learned: readonly Frequency[]) {
  const codes = learned.map(({ column }, i) => i - learned.findIndex((first) => first.column === column));
  return {
    columns: learned.map(({ column }) => column),
    values: learned.map(({ value }) => value),
    codes,
    counts: learned.map(({ n }) => n),
  };
}

/** Lists as DuckDB's client takes them. */
const bindable = (parameters: Readonly<Record<string, QueryParameter>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? listValue(value) : value,
    ]),
  ) as Record<string, SqlParameter>;

const engines: { trino?: TrinoServer; own?: boolean; duckdb: Map<string, DuckDBConnection> } = {
  duckdb: new Map(),
};

before(async () => {
  engines.own = (await runningCluster()) === undefined;
  if (engines.own) assert.equal(npmTrino('start', '--workers', '2').status, 0);
  const { server = '' } = (await runningCluster()) ?? {};
  engines.trino = { server, catalog: 'hive', schema: 'shipped' };
  const records = await shipped();
  engines.duckdb.set('shipped', records);
  await load(records, engines.trino);
  const more = await varied(parquetFile('shipped', 'traffic'), parquetFile('shipped', 'addresses'));
  engines.duckdb.set('varied', more);
  await load(more, { ...engines.trino, schema: 'varied' });
});
after(() => {
  if (engines.own) npmTrino('stop');
});

for (const schema of ['shipped', 'varied'])
  for (const name of questions)
    test(`${name}.sql gives the same rows on both engines: ${schema} records`, async () => {
      const sql = composeSql(readSqlFile(name), relations);
      const trino = { ...engines.trino!, schema };
      const connection = engines.duckdb.get(schema)!;
      const usual = sql.includes('$columns')
        ? lists(
            (
              await query<Frequency & { column_name: string }>(
                connection,
                readSqlFile('features-frequencies'),
              )
            ).map(({ column_name: column, value, n }) => ({ column, value, n })),
          )
        : {};
      const ways = new Set(values.map((way) => JSON.stringify(asked(sql, { ...way, ...usual }))));
      let rows = 0;
      for (const way of ways) {
        const parameters = JSON.parse(way) as Record<string, QueryParameter>;
        const expected = await query<Row>(connection, sql, bindable(parameters));
        const found = await openTrino(trino).query<Row>(sql, parameters);
        assertSameRows(sql, found, expected, way.slice(0, 200));
        rows += found.length;
      }
      if (schema === 'varied') assert.ok(rows > 0, 'two empty answers are equal whatever was asked');
    });

test('BIGINT is exact on Trino', async () => {
  const [row] = await openTrino({ ...engines.trino!, schema: 'varied' }).query<{ most: bigint }>(
    'select max(bytes_in) as most from traffic',
  );
  assert.equal(row?.most, 9007199254740993n);
});

test('trino:// gives the records of the shipped file, to the value', () => sourceEqualsFile(engines.trino!));
test('trino:// gives the records of a part of the sources', () => partOfSources(engines.trino!));
test('trino:// gives values of every type as they are', () => sourceOfOddTypes(engines.trino!));
test('records that stay in Trino give what they give here, to the notebooks 01, 04 and 05', () =>
  sameThere(engines.trino!));
test('records that stay in Trino train and are scored as they do here, with numbers of their own and without', () =>
  modelsThere(engines.trino!));
test('rules with each modifier of Sigma, and correlations, match the same records', () =>
  modifiersThere(engines.trino!));
test('findings of own rules are the same', () => ownRulesThere(engines.trino!));
test('SigmaHQ’s rules match the same records', () => sigmaThere(engines.trino!));
test('the rules of the project match the same records', () => shippedThere(engines.trino!));
test('a query is described and priced', () => describedAndPriced(engines.trino!));

test('Trino over TLS answers whoever has a token, and nobody else', { timeout: 600_000 }, () =>
  securedTrino(),
);

test('Trino listens on loopback only', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  for (const { address, family } of addresses.filter(({ internal, scopeid }) => !internal && !scopeid)) {
    const host = family === 'IPv6' ? `[${address}]` : address;
    await assert.rejects(fetch(`http://${host}:${new URL(engines.trino!.server).port}/v1/info`), host);
  }
});

test('a worker that dies during a query is a clear error, and asked again, the others answer rightly', {
  timeout: 600_000,
}, async (t) => {
  if (!engines.own) return t.skip('no worker is killed of a Trino that this test did not start');
  await killWorker(engines.trino!);
  const sql = readSqlFile('investigate/rare-values');
  const expected = await query<Row>(engines.duckdb.get('varied')!, sql);
  const found = await openTrino({ ...engines.trino!, schema: 'varied' }).query<Row>(sql);
  assertSameRows(sql, found, expected, 'one worker less');
});
