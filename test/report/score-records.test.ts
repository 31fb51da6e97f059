import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ANOMALY_RARITY } from '../../lib/detect/anomaly-model.js';
import { type Detection, detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { trainOnSample } from '../../lib/detect/train-on-sample.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { type ScoredFolder, scoreRecords } from '../../lib/report/score-records.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';
import { duckdbElsewhere } from '../engine/duckdb-elsewhere.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { variedTraffic } from '../features/varied-traffic.js';

const file = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
const shipped = openTraffic(file);
const options = { seed: 1 };
/** Six slices of some days each. */
const sliceRecords = 4_000;
const trained = shipped.then((traffic) => trainOnSample(traffic, { ...options, sliceRecords }));
const root = mkdtemp(path.join(tmpdir(), 'score-records-'));
const folder = async (name: string) => path.join(await root, name);
after(async () => rm(await root, { recursive: true }));

const whole = (async () => {
  const target = await folder('whole');
  const result = await scoreRecords(await shipped, await trained, target, { sliceRecords });
  return { target, result };
})();

interface Scored {
  readonly row_id: number;
  readonly day: string;
  readonly anomaly_score: number;
  readonly record_score: number;
  readonly client_score: number | null;
  readonly autoencoder_score: number | null;
  readonly is_anomaly: boolean;
  readonly top_reasons: string;
}

const rowsOf = async (target: string): Promise<readonly Scored[]> =>
  requireLocal(await shipped).engine.query<Scored>(
    `select row_id, cast(date as varchar) as day, anomaly_score, record_score, client_score, autoencoder_score,
       is_anomaly, top_reasons
     from read_parquet(${quoteLiteral(path.join(target, '*', '*.parquet'))}) order by row_id`,
  );

/** That records scored into a folder have, to the bit, what a detection says. */
function assertSameScores(rows: readonly Scored[], found: Detection): void {
  const equal = (column: (row: Scored) => unknown, expected: ArrayLike<unknown> | null) =>
    assert.deepEqual(rows.map(column), expected ? Array.from(expected) : rows.map(() => null));
  equal((row) => row.row_id, found.rowIds);
  equal((row) => row.record_score, found.recordScores);
  equal((row) => row.client_score, found.clientScores);
  equal((row) => row.autoencoder_score, found.autoencoderScores);
  equal((row) => row.anomaly_score, found.scores);
  equal((row) => Number(row.is_anomaly), found.isAnomaly);
  const reasons = (row: number) => found.reasons(row).map(({ text }) => text);
  equal(
    (row) => row.top_reasons,
    rows.map((_, row) => reasons(row).join('; ')),
  );
}

test('records scored slice by slice have the scores, flags and reasons that all at once have', async () => {
  const found = await detectAnomalies(await shipped, options);
  const { target, result } = await whole;
  const rows = await rowsOf(target);
  assert.deepEqual(result, { records: 20_000, scoredNow: 20_000, anomalies: found.anomalies, files: 28 });
  assert.ok(found.model.evidence?.used);
  assert.ok(
    rows.some(({ top_reasons: reasons }) => /records of this client have a mean score/.test(reasons)),
  );
  assertSameScores(rows, found);
  assert.deepEqual([...new Set(rows.map(({ day }) => day))].sort().slice(0, 2), ['2024-04-01', '2024-04-02']);
  assert.deepEqual(
    (await readdir(target)).filter((name) => !name.startsWith('date=')),
    ['_scoring.json'],
  );
});

test('a sample of all records gives the model of all records', async () => {
  assert.deepEqual(await trained, (await detectAnomalies(await shipped, options)).model);
});

test('of more records than a sample has, about as many are flagged as the threshold says', async () => {
  const records = 300_000;
  const simulated = await folder('simulated.parquet');
  await writeSimulation(simulated, { rows: records, days: 28, seed: 3 });
  const traffic = await openTraffic(simulated);
  const model = await trainOnSample(traffic, options);
  assert.ok(model.evidence?.used);
  assert.match(model.threshold.rule, /by a uniform sample of 13\d,\d{3} records$/);
  const { anomalies } = await scoreRecords(traffic, model, await folder('many'));
  const usual = records / ANOMALY_RARITY;
  assert.ok(anomalies > usual / 2 && anomalies < usual * 2, `${anomalies}`);
});

test('a model without evidence by client scores records by themselves', async () => {
  const traffic = await variedTraffic();
  const found = await detectAnomalies(traffic, { detector: 'isolation forest', seed: 1 });
  const target = await folder('forest');
  const { anomalies } = await scoreRecords(traffic, found.model, target, { sliceRecords: 500 });
  assert.equal(anomalies, found.anomalies);
  assertSameScores(await rowsOf(target), found);
});

/** Files of a folder below a name, such as `date=` or `_unfinished`. */
const filesIn = async (target: string, start: string) =>
  (await readdir(target, { recursive: true })).filter(
    (name) => name.startsWith(start) && name.endsWith('.parquet'),
  );

test('a run that was stopped in either pass goes on, and its progress with it; another has nothing to do', async () => {
  const traffic = await shipped;
  const model = await trained;
  const target = await folder('stopped');
  const stopAt = (most: number) => {
    const stop = new AbortController();
    const onProgress = ({ done }: { readonly done: number }) => done > most && stop.abort();
    return assert.rejects(
      scoreRecords(traffic, model, target, { sliceRecords, signal: stop.signal, onProgress }),
      {
        name: 'AbortError',
      },
    );
  };
  await stopAt(9_000);
  assert.deepEqual(await filesIn(target, 'date='), []);
  const scored = (await filesIn(target, '_unfinished')).length;
  assert.ok(scored > 5 && scored < 20, `${scored}`);
  await stopAt(30_000);
  const finished = (await filesIn(target, 'date=')).length;
  assert.ok(finished > 5 && finished < 24, `${finished}`);
  assert.equal((await filesIn(target, '_unfinished')).length, 28 - finished);
  const seen: number[] = [];
  const third = await scoreRecords(traffic, model, target, { onProgress: ({ done }) => seen.push(done) });
  assert.equal(third.scoredNow, 0);
  assert.ok(seen[0]! > 30_000, `${seen[0]}`);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(seen.at(-1), 40_000);
  assert.deepEqual(await rowsOf(target), await rowsOf((await whole).target));
  assert.equal((await scoreRecords(traffic, model, target)).scoredNow, 0);
});

test('a day that was removed from a finished folder gets the same scores again', async () => {
  const target = await folder('removed');
  const model = await trained;
  await scoreRecords(await shipped, model, target, { sliceRecords });
  await rm(path.join(target, 'date=2024-04-07'), { recursive: true });
  const { scoredNow } = await scoreRecords(await shipped, model, target);
  assert.ok(scoredNow > 0 && scoredNow <= sliceRecords, `${scoredNow}`);
  assert.deepEqual(await rowsOf(target), await rowsOf((await whole).target));
  assert.equal(existsSync(path.join(target, '_unfinished')), false);
});

test('a folder of other records, another model or threshold, or with other things in it is refused', async () => {
  const traffic = await shipped;
  const detector = await trained;
  const { target } = await whole;
  const refused = (promise: Promise<unknown>, message: RegExp) => assert.rejects(promise, { message });
  const april = await openTraffic(file, { from: '2024-04-02' });
  await refused(
    scoreRecords(april, detector, target),
    /begun with other records \(20,000; these are 19,\d{3}\)/,
  );
  const threshold = { value: 1, rule: 'given' };
  await refused(
    scoreRecords(traffic, { ...detector, threshold }, target),
    /begun with the threshold \d+\.\d+ \(this one is 1\)/,
  );
  const features = { ...detector.features, windowSeconds: 1 };
  await refused(
    scoreRecords(traffic, { ...detector, features }, target),
    /begun with another model or backend/,
  );
  const evidence = { ...detector.evidence!, mean: 2 };
  await refused(
    scoreRecords(traffic, { ...detector, evidence }, target),
    /begun with another model or backend/,
  );
  await refused(
    scoreRecords(traffic, detector, await root),
    /has other things in it .* name an empty or new folder/,
  );
  const damaged = await folder('damaged');
  await scoreRecords(april, detector, damaged);
  await writeFile(path.join(damaged, '_scoring.json'), '{"format":');
  await refused(scoreRecords(april, detector, damaged), /_scoring\.json is damaged/);
  await writeFile(path.join(damaged, '_scoring.json'), '{"format":1,"sliceRecords":4000}');
  await refused(scoreRecords(april, detector, damaged), /begun with another version of this project/);
});

test('a process that is killed again and again loses no record and scores none twice', async () => {
  const kills = Number(process.env.KILLS ?? 2);
  const model = await trained;
  const [saved, target] = [await folder('model'), await folder('killed')];
  await saveModel(model, saved);
  const args = ['--import', 'tsx', path.join(__dirname, 'score-child.ts'), file, saved, target];
  const run = (isTime: (done: readonly number[]) => boolean, later = 0) =>
    new Promise<{ readonly killed: boolean; readonly output: string }>((resolve, reject) => {
      const child = spawn(process.execPath, [...args, `${sliceRecords}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
        if (isTime(output.split('\n').slice(0, -1).map(Number)))
          setTimeout(() => child.kill('SIGKILL'), later);
      });
      child.on('error', reject).on('close', (_, signal) => resolve({ killed: signal === 'SIGKILL', output }));
    });
  // While the second slice that is missing is scored or written, each time a little later.
  let times = 0;
  for (; times < kills; times++) {
    if (!(await run((done) => done.length > 1, (67 * times) % 400)).killed) break;
  }
  assert.ok(times >= Math.min(kills, 2));
  // While the evidence of clients is added.
  await run((done) => done.some((records) => records > 24_000));
  assert.ok((await filesIn(target, 'date=')).length > 0);
  const { killed, output } = await run(() => false);
  assert.equal(killed, false);
  const last = JSON.parse(output.trim().split('\n').at(-1)!) as ScoredFolder;
  assert.equal(last.records, 20_000);
  assert.equal(last.scoredNow, 0);
  assert.deepEqual(await rowsOf(target), await rowsOf((await whole).target));
  assert.deepEqual(
    (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.partial')),
    [],
  );
});

test('records that stay elsewhere train, and are scored, as those here; a changed table is refused', async () => {
  const here = await variedTraffic();
  const { traffic, there } = await duckdbElsewhere(here, true);
  const few = { seed: 1, sliceRecords: 500 };
  const [expected, found] = [await trainOnSample(here, few), await trainOnSample(traffic, few)];
  assert.deepEqual(found, expected);
  const [ours, theirs] = [await folder('ours'), await folder('theirs')];
  const result = await scoreRecords(here, expected, ours, few);
  const stop = new AbortController();
  const halfway = ({ done }: { readonly done: number }) => done > 1_000 && stop.abort();
  await assert.rejects(
    scoreRecords(traffic, found, theirs, { ...few, signal: stop.signal, onProgress: halfway }),
    { name: 'AbortError' },
  );
  const { scoredNow, ...all } = await scoreRecords(traffic, found, theirs);
  assert.ok(scoredNow > 500 && scoredNow < 2_500, `${scoredNow}`);
  assert.deepEqual({ ...all, scoredNow: 3_000 }, result);
  assert.deepEqual(await rowsOf(theirs), await rowsOf(ours));
  await there.run('update traffic set bytes_in = bytes_in + 1 where row_id = 7');
  await assert.rejects(scoreRecords(traffic, found, theirs), /begun with other records/);
});

test('an hour that has all records, and a single record, are scored', async () => {
  const quiet = Array.from({ length: 40 }, (_, i) => ({
    bytes_in: 1000 + ((i * 37) % 200),
    creation_time: `2024-05-06 00:${String(i).padStart(2, '0')}:00`,
  }));
  const traffic = await tinyTraffic(quiet);
  const found = await trainOnSample(traffic, { ...options, sliceRecords: 7 });
  const { scoredNow, files } = await scoreRecords(traffic, found, await folder('hour [*]'), {
    sliceRecords: 7,
  });
  assert.deepEqual({ scoredNow, files }, { scoredNow: 40, files: 1 });
  const single = await tinyTraffic(quiet.slice(0, 1));
  assert.equal((await scoreRecords(single, found, await folder('single'))).scoredNow, 1);
});
