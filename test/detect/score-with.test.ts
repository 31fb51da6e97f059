import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { AnomalyModel } from '../../lib/detect/anomaly-model.js';
import { type Detection, detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { scoreWith } from '../../lib/detect/score-with.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { type LocalTraffic, requireLocal } from '../../lib/load/traffic.js';
import { memberNames } from '../../lib/models/detectors/unsupervised/consensus.js';
import { measureDrift } from '../../lib/models/measure-drift.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { variedTraffic } from '../features/varied-traffic.js';

const root = mkdtemp(path.join(tmpdir(), 'score-with-'));
after(async () => rm(await root, { recursive: true }));
const inRoot = async (name: string) => path.join(await root, name);

const varied = variedTraffic();
const detected = varied.then((traffic) => detectAnomalies(traffic, { seed: 1 }));

/** Everything of a detection but what cannot be compared: functions, and that it has an earlier model. */
function comparable(detection: Detection) {
  const { earlier, matrix, reasons, ...rest } = detection;
  return { ...rest, reasons: [...detection.rowIds.keys()].slice(0, 500).map(reasons) };
}

/** Asserts that a saved model gives its own records the same detection to the bit. */
async function assertSame(name: string, traffic: LocalTraffic): Promise<Detection> {
  const detection = await detectAnomalies(traffic, { seed: 1 });
  const folder = await inRoot(name);
  await saveModel(detection.model, folder);
  const scored = await scoreWith(folder, traffic);
  assert.deepEqual(comparable(scored), comparable(detection));
  assert.equal(detection.earlier, null);
  assert.equal(scored.earlier?.name, name);
  assert.equal(scored.earlier.records, traffic.records);
  assert.deepEqual(scored.earlier.missing, []);
  return scored;
}

/** Whether a client of the web log attacks: none on the sixth, one on the seventh, half of them on the eighth. */
const attacks = (day: number, client: number) => client >= ({ 7: 59, 8: 30 }[day] ?? 60);

/** A web log of sixty clients that ask for pages; those that attack ask for what no other does. */
function webLog(day: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const lines = Array.from({ length: 2_000 }, (_, i) => {
    const [client, page, minute] = [(i * 7) % 60, (i * i + 3 * i) % 23, Math.floor((i * 1_440) / 2_000)];
    const odd = attacks(day, client);
    const request = odd ? `/search?q=%27+or+${i}--` : `/page/${page}?id=${(i * 31) % 500}`;
    const time = `${two(day)}/May/2024:${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(i % 60)} +0000`;
    return `192.0.2.${client} - - [${time}] "GET ${request} HTTP/1.1" ${odd ? 500 : 200} ${500 + ((i * 97) % 900)} "-" "agent"`;
  });
  return `${lines.join('\n')}\n`;
}

async function openLog(day: number): Promise<LocalTraffic> {
  const file = await inRoot(`day-${day}.log`);
  await writeFile(file, webLog(day));
  return requireLocal(await openTraffic(file));
}

test('records of a model are scored as when it was trained, to the bit', async () => {
  const shipped = await openTraffic(path.resolve(__dirname, '../../data/cybersecurity_data.csv'));
  const scored = await assertSame('shipped', requireLocal(shipped));
  assert.ok(scored.earlier?.drift.every(({ psi }) => psi === 0));
  assert.deepEqual(scored.earlier?.drift, measureDrift(await scored.matrix(), scored.model.reference));
});

test('so are more records than are read at once, of which the model saw a sample', async () => {
  const file = await inRoot('many.parquet');
  await writeSimulation(file, { rows: 140_000, days: 7, seed: 3 });
  const scored = await assertSame('many', requireLocal(await openTraffic(file)));
  assert.ok(scored.earlier?.drift.every(({ verdict }) => verdict === 'as in training'));
});

test('so are requests of a web log, and those of the next day by what was learned of this one', async () => {
  const { model } = await assertSame('log', await openLog(6));
  assert.ok(model.features.requests);
  const nextDay = await openLog(7);
  const next = await scoreWith(model, nextDay);
  assert.equal(next.earlier?.name, null);
  const highest = [...next.scores.keys()].sort((a, b) => next.scores[b]! - next.scores[a]!).slice(0, 20);
  const clients = highest.map((row) => next.clients!.addresses[next.clients!.codes[row]!]);
  assert.deepEqual([...new Set(clients)], ['192.0.2.59']);
});

test('an attack by half of the clients is found by the model of a day without it', async () => {
  const { model } = await detectAnomalies(await openLog(6), { seed: 1 });
  const traffic = await openLog(8);
  const { isAnomaly, clients } = await scoreWith(model, traffic);
  const flagged = (attack: boolean) => {
    const rows = [...isAnomaly.keys()].filter(
      (row) => attacks(8, Number(clients!.addresses[clients!.codes[row]!]!.split('.')[3])) === attack,
    );
    return rows.filter((row) => isAnomaly[row] === 1).length / rows.length;
  };
  assert.ok(flagged(true) > 0.9, `${flagged(true)} of the attacks`);
  assert.ok(flagged(false) < 0.1, `${flagged(false)} of the others`);
});

test('records with values that the model never saw are scored, and drift names what changed', async () => {
  const { model } = await detected;
  const other = await tinyTraffic(
    Array.from({ length: 40 }, (_, i) => ({
      src_ip: `203.0.113.${i}`,
      dst_port: 6_000 + i,
      protocol: 'GOPHER',
      response_code: 418,
      uri: `/never/${'é'.repeat(i)}?seen=${i}`,
      bytes_in: 10 ** (i % 10),
      creation_time: `2026-01-01 00:00:${String(i).padStart(2, '0')}`,
    })),
  );
  const scored = await scoreWith(model, other);
  assert.ok(scored.scores.every(Number.isFinite));
  assert.equal(scored.scores.length, 40);
  assert.ok(scored.earlier?.drift.some(({ verdict }) => verdict === 'moved far'));
  assert.match(JSON.stringify([...scored.rowIds.keys()].map(scored.reasons)), /never seen in training/);
});

test('features of columns that the records lack count as the median, and the columns are named', async () => {
  const { model } = await detected;
  const without = await variedTraffic();
  await without.engine.connection.run('update traffic set uri = null, dst_port = null');
  const { earlier, scores, matrix, rowIds, reasons } = await scoreWith(model, without);
  assert.deepEqual([...earlier!.missing].sort(), ['dst_port', 'uri']);
  assert.ok(scores.every(Number.isFinite));
  const { columns, values } = await matrix();
  const absent = columns
    .filter(({ name, group }) => name === 'port_rarity' || group === 'request')
    .map(({ name }) => name);
  assert.ok(absent.length > 1 && absent.includes('port_rarity'), absent.join(', '));
  for (const [j, { name }] of columns.entries()) {
    const isMedian = rowIds.every((_, row) => values[row * columns.length + j] === 0);
    if (absent.includes(name)) assert.ok(isMedian, name);
  }
  const named = [...rowIds.keys()].flatMap((row) => reasons(row).map(({ feature }) => feature));
  assert.deepEqual(
    named.filter((feature) => absent.includes(feature)),
    [],
  );
  // A column without values has not moved: it is missing.
  assert.deepEqual(
    earlier!.drift.filter(({ feature }) => absent.includes(feature)),
    [],
  );
});

/** The varied records without requests and response codes, changed by SQL. */
async function flowLog(change = ''): Promise<LocalTraffic> {
  const traffic = await variedTraffic();
  await traffic.engine.connection.run(`update traffic set uri = null, response_code = null; ${change}`);
  return traffic;
}

test('a flow log is scored with its model to the bit, and a port that the model never saw is a reason', async () => {
  const { model } = await assertSame('flows', await flowLog());
  const names = memberNames(model.state);
  assert.ok(names?.includes('Mahalanobis distance') && names.includes('rare values'), names?.join(', '));
  const scored = await scoreWith(model, await flowLog('update traffic set dst_port = 7777 where row_id = 7'));
  assert.ok(scored.recordScores[6]! > Math.log(1_000), `${scored.recordScores[6]}`);
  assert.match(JSON.stringify(scored.reasons(6)), /a destination port never seen in training/);
});

test('by the model of a flow log, records without ports are not all unusual, and no reason is about ports', async () => {
  const { model } = await detectAnomalies(await flowLog(), { seed: 1 });
  const without = await scoreWith(model, await flowLog('update traffic set dst_port = null'));
  assert.deepEqual(without.earlier?.missing, ['dst_port']);
  assert.ok(without.anomalies < 0.02 * 3_000, `${without.anomalies} anomalies`);
  const named = [...without.rowIds.keys()].flatMap((row) =>
    without.reasons(row).map(({ feature }) => feature),
  );
  assert.deepEqual(
    named.filter((feature) => feature.startsWith('port_')),
    [],
  );
});

test('one record is enough', async () => {
  const { model } = await detected;
  const { scores, anomalies, clientScores } = await scoreWith(model, await tinyTraffic([{}]));
  assert.deepEqual([scores.length, clientScores?.length], [1, 1]);
  assert.ok(Number.isFinite(scores[0]) && anomalies <= 1);
});

test('a model of a detector without clients keeps its own threshold and scores', async () => {
  const traffic = await varied;
  for (const detector of ['ECOD', 'autoencoder', 'principal components'] as const) {
    const detection = await detectAnomalies(traffic, { seed: 1, detector });
    const scored = await scoreWith(detection.model, traffic);
    assert.deepEqual(comparable(scored), comparable(detection));
    assert.equal(scored.clientScores, null);
  }
});

test('progress counts the records; a signal stops the work and leaves no tables behind', async () => {
  const { model } = await detected;
  const traffic = await varied;
  const tables = async () =>
    (await traffic.engine.connection.runAndReadAll('select table_name from duckdb_tables()')).getRows();
  const before = await tables();
  const seen: number[] = [];
  await scoreWith(model, traffic, {
    onProgress: ({ done, total, unit }) => {
      assert.deepEqual([total, unit], [3_000, 'records']);
      seen.push(done);
    },
  });
  assert.equal(seen.at(-1), 3_000);
  const file = await inRoot('stopped.parquet');
  await writeSimulation(file, { rows: 30_000, days: 2, seed: 4 });
  const stop = new AbortController();
  const options = { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) };
  await assert.rejects(scoreWith(model, await openTraffic(file), options), /enough/);
  await assert.rejects(scoreWith(model, traffic, { signal: AbortSignal.abort(new Error('no')) }), /no/);
  assert.deepEqual(await tables(), before);
});

test('models that were tampered with are refused before their texts become part of a query', async () => {
  const { model } = await detected;
  const traffic = await varied;
  const { features } = model;
  const withColumn = (change: object): AnomalyModel => ({
    ...model,
    features: { ...features, columns: features.columns.map((column) => ({ ...column, ...change })) },
  });
  const refused = (other: AnomalyModel, message: RegExp) =>
    assert.rejects(scoreWith(other, traffic), message);
  await refused(withColumn({ name: '1; drop table traffic' }), /is no feature in this version/);
  await refused(withColumn({ category: 'row_id from traffic; --' }), /is another feature in this version/);
  await refused(withColumn({ form: 'toString' }), /is another feature in this version/);
  await refused({ ...model, state: {} }, /The model’s consensus cannot be restored: train the model anew/);
  await assert.rejects(scoreWith(await inRoot('none'), traffic), /there is no such folder/);
});
