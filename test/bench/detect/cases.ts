import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDuckDB } from '../../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../../lib/engine/duckdb-engine.js';
import { quoteLiteral } from '../../../lib/engine/sql-text.js';
import { distinctRows } from '../../../lib/evaluate/distinct-rows.js';
import { groupedSplit, stratifiedSplit } from '../../../lib/evaluate/splits.js';
import { applyFeatures } from '../../../lib/features/apply-features.js';
import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import { fitFeatures } from '../../../lib/features/fit-features.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
import { shuffler } from '../../../lib/models/shuffle.js';
import { takeRows } from '../../../lib/models/take-rows.js';
import { allColumns } from '../../../lib/schema/columns.js';
import { defaultScenario } from '../../../lib/simulate/scenario.js';
import { truthPath } from '../../../lib/simulate/truth-path.js';
import { writeSimulation } from '../../../lib/simulate/write-simulation.js';
import { matrixFrom, scaledFrom } from './plain-matrix.js';

/** Records to learn from and to judge by, with the features that we and that the peers would compute. */
export interface Case {
  readonly name: string;
  readonly id: string;
  readonly seed: number;
  readonly trainLabels: Uint8Array;
  readonly testLabels: Uint8Array;
  /** Which distinct row, or actor, each test row is: what is drawn in the bootstrap. */
  readonly testGroups: Int32Array;
  readonly train: Readonly<Record<'log' | 'ours', FeatureMatrix>>;
  readonly test: Readonly<Record<'log' | 'ours', FeatureMatrix>>;
}

interface Parts {
  readonly name: string;
  readonly seed: number;
  readonly labels: Uint8Array;
  readonly log: FeatureMatrix;
  readonly ours: FeatureMatrix;
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly groups: Int32Array;
}

const SIMULATED = { rows: 5_000, days: 5 };
/** Rows of all of NSL-KDD that a seed draws: the peers' neighbours and networks take minutes on more. */
const DRAWN = 2_500;
const HALF = 0.5;

const assemble = ({ name, seed, labels, log, ours, train, test, groups }: Parts): Case => ({
  name,
  id: `${name.replace(/\W+/g, '-')}-${seed}`,
  seed,
  trainLabels: Uint8Array.from(train, (row) => labels[row]!),
  testLabels: Uint8Array.from(test, (row) => labels[row]!),
  testGroups: test.map((row) => groups[row]!),
  train: { log: takeRows(log, train), ours: takeRows(ours, train) },
  test: { log: takeRows(log, test), ours: takeRows(ours, test) },
});

const readKdd = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const attacks = (rows: readonly (readonly string[])[]) =>
  Uint8Array.from(rows, (row) => (row[41] === 'normal' ? 0 : 1));

/** http connections with the three quantities that flow records have. */
export async function httpCase(file: string, folder: string, seed: number, distinct: boolean): Promise<Case> {
  const all = readKdd(file).filter((row) => row[2] === 'http');
  const quantities = (row: readonly string[]) => [row[0]!, row[4]!, row[5]!];
  const first = new Map(all.map((row) => [quantities(row).join(), row]));
  const rows = distinct ? [...first.values()] : all;
  const labels = attacks(rows);
  const log = matrixFrom(
    ['duration', 'bytes_in', 'bytes_out'],
    rows.map((row) => quantities(row).map((text) => Math.log1p(Number(text)))),
  );
  const { train, test } = stratifiedSplit(labels, { test: HALF, seed });
  const traffic = await asTraffic(rows.map(quantities), folder);
  const features = ['bytes_in', 'bytes_out', 'bytes_ratio', 'duration', 'bytes_in_rate', 'bytes_out_rate'];
  const fitted = await fitFeatures(await only(traffic, train), { features });
  const ours = await applyFeatures(traffic, fitted);
  traffic.engine.close();
  const name = distinct ? 'a http, distinct rows' : 'a http';
  return assemble({ name, seed, labels, log, ours, train, test, groups: distinctRows(log) });
}

/** All features of NSL-KDD, one-hot; its rows are distinct. With `kinds`, half of the kinds of attack are in the test set only. */
export async function kddCase(file: string, seed: number, kinds: boolean): Promise<Case> {
  const all = readKdd(file);
  const drawn = shuffler(seed)(Int32Array.from(all.keys())).subarray(0, DRAWN);
  const rows = Array.from(drawn, (row) => all[row]!);
  const labels = attacks(rows);
  const texts = [1, 2, 3].flatMap((j) =>
    [...new Set(rows.map((row) => row[j]!))].map((value) => ({ j, value })),
  );
  const numbers = Array.from({ length: 41 }, (_, j) => j).filter((j) => j < 1 || j > 3);
  const log = matrixFrom(
    [...numbers.map((j) => `f${j}`), ...texts.map(({ j, value }) => `f${j}=${value}`)],
    rows.map((row) => [
      ...numbers.map((j) => Math.log1p(Number(row[j]))),
      ...texts.map(({ j, value }) => (row[j] === value ? 1 : 0)),
    ]),
  );
  // Every normal row is a group of its own; a kind of attack is one when kinds are held out.
  const groups = rows.map((row, i) => (kinds && row[41] !== 'normal' ? row[41]! : String(i)));
  const { train, test } = groupedSplit(groups, labels, 'kind', { test: HALF, seed });
  const name = kinds ? 'b all features, unseen kinds' : 'b all features';
  const ours = scaledFrom(log, train);
  return assemble({ name, seed, labels, log, ours, train, test, groups: distinctRows(log) });
}

/** Simulated traffic, no actor on both sides. */
export async function simulatedCase(folder: string, seed: number): Promise<Case> {
  const file = path.join(folder, `simulated-${seed}.parquet`);
  await writeSimulation(file, { ...SIMULATED, seed, scenario: defaultScenario });
  const traffic = await openTraffic(file);
  await requireLocal(traffic).engine.connection.run(
    `create table truth as select * from read_parquet(${quoteLiteral(truthPath(file))})`,
  );
  const rows = await traffic.engine.query<
    Record<string, number | string>
  >(`select t.row_id as row_id, actor, cast(attack is not null as integer) as attack, ln(1 + bytes_in) as i, ln(1 + bytes_out) as o,
       ln(1 + date_diff('second', creation_time, end_time)) as d, hour(creation_time) as h, coalesce(dst_port, 0) as p, coalesce(response_code, 0) as c
     from traffic t join truth u on u.row_id = t.row_id order by t.row_id`);
  const labels = Uint8Array.from(rows, (row) => Number(row.attack));
  const names = ['i', 'o', 'd', 'h', 'p', 'c'];
  const log = matrixFrom(
    names,
    rows.map((row) => names.map((name) => Number(row[name] ?? 0))),
  );
  const actors = rows.map((row) => String(row.actor));
  const { train, test } = groupedSplit(actors, labels, 'actor', { test: HALF, seed });
  const fitted = await fitFeatures(await only(traffic, train));
  const ours = await applyFeatures(traffic, fitted);
  traffic.engine.close();
  const known = [...new Set(actors)];
  const place = new Map(known.map((actor, i) => [actor, i]));
  const groups = Int32Array.from(actors, (actor) => place.get(actor)!);
  return assemble({ name: 'c simulated, by actor', seed, labels, log, ours, train, test, groups });
}

/** The records at some positions as traffic of their own, so that nothing is learned from the others. */
async function only(traffic: Traffic, rows: Int32Array): Promise<Traffic> {
  const folder = traffic.files[0]!;
  const parquet = quoteLiteral(`${folder}.train.parquet`);
  const wanted = Array.from(rows, (row) => row + 1).join(', ');
  await requireLocal(traffic).engine.connection.run(
    `copy (select * from traffic where row_id in (${wanted})) to ${parquet} (format parquet)`,
  );
  const connection = await openDuckDB();
  await connection.run(`create table traffic as select * from read_parquet(${parquet})`);
  return { ...traffic, engine: duckdbEngine(connection), records: rows.length };
}

/** Duration and bytes as traffic records; what they lack is the same for all. */
async function asTraffic(rows: readonly (readonly string[])[], folder: string): Promise<Traffic> {
  const file = path.join(folder, 'http.csv');
  writeFileSync(file, rows.map((row, i) => [i + 1, ...row].join()).join('\n'));
  const connection = await openDuckDB();
  const own = ['bytes_in', 'bytes_out', 'creation_time', 'end_time', 'src_ip'];
  const list = allColumns.map(({ name, type }) =>
    own.includes(name) ? `cast(own.${name} as ${type}) as ${name}` : `cast(null as ${type}) as ${name}`,
  );
  await connection.run(
    `create table traffic as select row_id, ${list.join(', ')} from (select row_id, bytes_in, bytes_out, '192.0.2.1' as src_ip,
       timestamp '2024-01-01' + to_seconds(row_id) as creation_time, timestamp '2024-01-01' + to_seconds(row_id + duration) as end_time
     from read_csv(${quoteLiteral(file)}, header = false, columns = {row_id: 'INTEGER', duration: 'INTEGER', bytes_in: 'BIGINT', bytes_out: 'BIGINT'})) own`,
  );
  return {
    engine: duckdbEngine(connection),
    files: [file],
    records: rows.length,
    rejected: 0,
    accounts: [],
  };
}
