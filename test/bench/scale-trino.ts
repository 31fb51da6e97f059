import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, homedir, loadavg } from 'node:os';
import path from 'node:path';
import { runningCluster } from '../../lib/commands/trino/cluster.js';
import { query } from '../../lib/engine/query.js';
import { readSqlFile } from '../../lib/engine/read-sql-file.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoCost } from '../../lib/engine/trino/stream-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import { enrichAddresses, openTraffic } from '../../lib/index.js';
import { root } from '../../lib/jupyter/virtual-environment.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { load, unload } from '../trino/load.js';
import { assertSameRows, type Row } from '../trino/same-rows.js';
import { type Question, questionsOf } from './scale/questions.js';

// The analyses of records on Trino and on DuckDB, of the same records in the same run, each once and by turns: every question
// that `investigate` and the notebooks 01 and 04 ask of lib/sql. Aim: a record takes no longer of ten million than of one (1.3 x).
//
//     npm run trino -- start --memory 12
//     npm run bench -- scale-trino [1M] [10M]
//
// Trino is the one that runs; where none does, one node of 1 GB is started for it, and stopped. Its table is one Parquet file in the
// warehouse, not partitioned, as no question asks for a part of the time. Simulated records are those of the bench `scale`.
//
// Seen on 2026-11-23 on two processors that others used too (load 9 and 6), one node of 12 GB, of which Trino gives a query 3.6;
// the first million includes that Java compiles what it runs. Seconds, in brackets those of processors:
//
//                  questions answered, rows the same   Trino           DuckDB         a record on Trino
//       1,000,000  35 of 35                            154.7 (88.7)    20.7 (14.0)
//      10,000,000  34 of 35                            573.6 (647.4)   92.5 (122.5)   0.90 times the processor time
//      the same, a coordinator and two workers of 6 GB, load 10 to 14:
//      10,000,000  33 of 35                            511.7 (503.1)  118.4 (134.7)
//
// The slowest of ten million: regular clients, all of them, 161 s; networks' profiles 51 s; sources 45 s; sessions 44 s (1.40 times the
// processor time a record); owners' profiles 37 s. The five that hold the most: 3.6, 2.8, 2.4, 2.1 and 2.0 GB (regular clients, repeats,
// duplicates, overload, sources). The one not answered is regular clients, the most even: "Query exceeded per-node memory limit of
// 3.60GB" (on workers of 6 GB, 1.80GB, and all of them neither). Since then a query has half of a node's memory: with 5 GB both are answered
// with the same rows (one node of 11 GB, nothing else running: 159 and 185 s by the clock, 239 and 226 of processors). Nodes of 1 GB
// gave a query 0.3 GB: of a million they answered 33 of 35, not regular clients, which hold 0.7 GB.

const folder = process.env.SCALE_FOLDER ?? path.join(homedir(), '.cache', 'suspicious-web-traffic', 'scale');
const SCHEMA = 'scale';
const TABLES = [
  'traffic',
  'addresses',
  'record_scores',
  'rule_matches',
  'source_activity',
  'finding_clients',
  'finding_requests',
];

const npm = (command: string, ...args: readonly string[]) => {
  const program = ['--import', 'tsx', path.join(root, 'lib', 'commands', `${command}.ts`)];
  const { status } = spawnSync(process.execPath, [...program, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed.`);
};

/** Seconds by the clock, and of processors. */
interface Seconds {
  readonly clock: number;
  readonly cpu: number;
}

/** What one question took; without Trino's seconds where it gave up, and then why, or in what it differs. */
interface Timing {
  readonly name: string;
  readonly rows: number;
  readonly duckdb: Seconds;
  readonly trino?: Seconds & { readonly megabytes: number };
  readonly wrong?: string;
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, Seconds]> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, { clock: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 }];
}

async function onTrino(
  trino: TrinoServer,
  { name, sql, parameters }: Question,
  expected: readonly Row[],
): Promise<Pick<Timing, 'trino' | 'wrong'>> {
  let cost: TrinoCost | undefined;
  const onCost = (told: TrinoCost) => {
    cost = told;
  };
  let took: Timing['trino'];
  try {
    const [found, { clock }] = await timed(() => openTrino(trino).query<Row>(sql, parameters, { onCost }));
    took = { clock, cpu: cost?.cpuSeconds ?? Number.NaN, megabytes: (cost?.peakBytes ?? 0) / 1e6 };
    assertSameRows(sql, found, expected, name);
    return { trino: took };
  } catch (error) {
    return { ...(took && { trino: took }), wrong: (error as Error).message };
  }
}

async function measure(trino: TrinoServer, records: number): Promise<readonly Timing[]> {
  const file = path.join(folder, `${records}-seed-1.parquet`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    npm('simulate', '--rows', `${records}`, '--days', '28', '--seed', '1', '--out', file);
  }
  const traffic = await openTraffic(file);
  const { connection } = requireLocal(traffic).engine;
  await enrichAddresses(traffic);
  // Nobody gave scores, and no request has a signature: as in the notebooks, of these records.
  await connection.run(`
    create or replace table record_scores as select cast(null as integer) as row_id, cast(null as float) as score where false;
    create or replace table rule_matches as select row_id, 0 as rule from traffic where false;
    create or replace table finding_clients as select 0 as finding, src_ip, uri as path, '' as part, cast(null as integer) as rule, 0.0::double as first_second,
      0.0::double as last_second from traffic where false;
    create or replace table finding_requests as ${readSqlFile('investigate/finding-requests')};
    create or replace table source_activity as ${readSqlFile('investigate/activity')}`);
  const [, loading] = await timed(() => load(connection, trino, TABLES));
  console.log(`${records.toLocaleString('en-US')} records given to Trino in ${loading.clock.toFixed(1)} s`);
  const timings: Timing[] = [];
  for (const question of await questionsOf(traffic)) {
    const { name, sql, parameters } = question;
    const [expected, duckdb] = await timed(() => query<Row>(connection, sql, parameters));
    const timing = { name, rows: expected.length, duckdb, ...(await onTrino(trino, question, expected)) };
    // Of ten million this takes a while: whoever waits sees where it is.
    console.error(JSON.stringify(timing));
    timings.push(timing);
  }
  connection.closeSync();
  return timings;
}

function report({ records, timings }: Size, less?: Size): void {
  const ratio = (now: number, then: number) => (now / records / (then / less!.records)).toFixed(2);
  const line = ({ name, rows, duckdb, trino, wrong }: Timing) => {
    const smaller = less?.timings.find((one) => one.name === name);
    return {
      rows,
      'DuckDB s': duckdb.clock.toFixed(2),
      'of processors': duckdb.cpu.toFixed(2),
      'Trino s': trino?.clock.toFixed(2) ?? '-',
      'of processors ': trino?.cpu.toFixed(2) ?? '-',
      'held MB': trino?.megabytes.toFixed(0) ?? '-',
      ...(trino && smaller?.trino && { 'x a record': ratio(trino.cpu, smaller.trino.cpu) }),
      same: wrong === undefined ? 'yes' : 'no',
    };
  };
  const slowest = [...timings].sort(
    (a, b) => (b.trino?.clock ?? Number.MAX_VALUE) - (a.trino?.clock ?? Number.MAX_VALUE),
  );
  console.table(Object.fromEntries(slowest.map((one) => [one.name, line(one)])));
  for (const { name, wrong } of timings) if (wrong !== undefined) console.log(`${name}: ${wrong}`);
  const answered = timings.filter(({ trino }) => trino);
  const [duckdb, trino] = [sum(answered, 'duckdb'), sum(answered, 'trino')];
  console.log(
    `${records.toLocaleString('en-US')} records, load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} processors: ` +
      `Trino answers ${answered.length} of ${timings.length} questions in ${trino.clock.toFixed(1)} s (${trino.cpu.toFixed(1)} s of processors), ` +
      `DuckDB the same in ${duckdb.clock.toFixed(1)} s (${duckdb.cpu.toFixed(1)} s).`,
  );
  if (!less) return;
  // Only what both sizes have an answer to.
  const names = new Set(less.timings.filter((one) => one.trino).map(({ name }) => name));
  const common = answered.filter(({ name }) => names.has(name));
  const before = less.timings.filter(({ name }) => common.some((one) => one.name === name));
  const times = (engine: 'duckdb' | 'trino', what: keyof Seconds) =>
    ratio(sum(common, engine)[what], sum(before, engine)[what]);
  console.log(
    `A record takes Trino ${times('trino', 'clock')} times as long as of fewer (${times('trino', 'cpu')} of processors), ` +
      `DuckDB ${times('duckdb', 'clock')} times (${times('duckdb', 'cpu')}).`,
  );
}

const sum = (of: readonly Timing[], engine: 'duckdb' | 'trino'): Seconds => ({
  clock: of.reduce((all, one) => all + (one[engine]?.clock ?? 0), 0),
  cpu: of.reduce((all, one) => all + (one[engine]?.cpu ?? 0), 0),
});

interface Size {
  readonly records: number;
  readonly timings: readonly Timing[];
}

async function bench(given: readonly string[]): Promise<void> {
  const sizes = (given.length > 0 ? given : ['1M', '10M']).map((text) => {
    const [, number, million] = /^(\d+)(M?)$/.exec(text) ?? [];
    if (number === undefined) throw new Error(`“${text}” is no number of records; give one such as 10M.`);
    return Number(number) * (million ? 1e6 : 1);
  });
  const own = (await runningCluster()) === undefined;
  if (own) npm('trino', 'start');
  try {
    const { server = '', nodes = 0 } = (await runningCluster()) ?? {};
    console.log(`Trino of ${nodes} nodes`);
    let less: Size | undefined;
    for (const records of sizes.sort((a, b) => a - b)) {
      const trino = { server, catalog: 'hive', schema: SCHEMA, session: { query_max_run_time: '10m' } };
      const size = { records, timings: await measure(trino, records) };
      await unload(trino);
      report(size, less);
      less ??= size;
    }
  } finally {
    if (own) npm('trino', 'stop');
  }
}

bench(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
