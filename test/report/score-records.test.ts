import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { trainOnSample } from '../../lib/detect/train-on-sample.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { type ScoredFolder, scoreRecords } from '../../lib/report/score-records.js';
import { duckdbElsewhere } from '../engine/duckdb-elsewhere.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { variedTraffic } from '../features/varied-traffic.js';

const file = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
const shipped = openTraffic(file);
const options = { seed: 1, steps: 20 };
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
  readonly is_anomaly: boolean;
  readonly top_reasons: string;
}

const rowsOf = async (target: string): Promise<readonly Scored[]> =>
  requireLocal(await shipped).engine.query<Scored>(
    `select row_id, cast(date as varchar) as day, anomaly_score, is_anomaly, top_reasons
     from read_parquet(${quoteLiteral(path.join(target, '*', '*.parquet'))}) order by row_id`,
  );

test('records scored slice by slice have the scores, verdicts and reasons that all at once have', async () => {
  const found = await detectAnomalies(await shipped, options);
  const { target, result } = await whole;
  const rows = await rowsOf(target);
  assert.deepEqual(result, { records: 20_000, scoredNow: 20_000, anomalies: found.anomalies, files: 28 });
  assert.deepEqual(
    rows.map(({ row_id }) => row_id),
    [...found.rowIds],
  );
  assert.deepEqual(
    rows.map(({ anomaly_score }) => anomaly_score),
    [...found.scores],
  );
  assert.deepEqual(
    rows.map(({ is_anomaly }) => is_anomaly),
    [...found.isAnomaly].map(Boolean),
  );
  assert.deepEqual(
    rows.map(({ top_reasons }) => top_reasons),
    rows.map((_, row) =>
      found
        .reasons(row)
        .map(({ text }) => text)
        .join('; '),
    ),
  );
  assert.deepEqual([...new Set(rows.map(({ day }) => day))].sort().slice(0, 2), ['2024-04-01', '2024-04-02']);
});

test('a run that was stopped goes on, and its progress with it; a third has nothing to do', async () => {
  const traffic = await shipped;
  const target = await folder('stopped');
  const stop = new AbortController();
  const told: number[] = [];
  const halfway = ({ done }: { readonly done: number }) => done > 9_000 && stop.abort();
  await assert.rejects(
    scoreRecords(traffic, await trained, target, { sliceRecords, signal: stop.signal, onProgress: halfway }),
    { name: 'AbortError' },
  );
  const files = (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.parquet'));
  assert.ok(files.length > 5 && files.length < 20, `${files.length}`);
  const second = await scoreRecords(traffic, await trained, target, {
    onProgress: ({ done }) => told.push(done),
  });
  assert.ok(second.scoredNow > 5_000 && second.scoredNow < 16_000, `${second.scoredNow}`);
  assert.ok(told[0]! > 20_000 - second.scoredNow);
  assert.equal(told.at(-1), 20_000);
  assert.deepEqual(await rowsOf(target), await rowsOf((await whole).target));
  const third = await scoreRecords(traffic, await trained, target);
  assert.equal(third.scoredNow, 0);
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
  await refused(
    scoreRecords(traffic, detector, await root),
    /has other things in it .* name an empty or new folder/,
  );
  const damaged = await folder('damaged');
  await scoreRecords(april, detector, damaged);
  await writeFile(path.join(damaged, '_scoring.json'), '{"format":');
  await refused(scoreRecords(april, detector, damaged), /_scoring\.json is damaged/);
});

test('a process that is killed again and again loses no record and scores none twice', async () => {
  const kills = Number(process.env.KILLS ?? 2);
  const model = await trained;
  const [saved, target] = [await folder('model'), await folder('killed')];
  await saveModel(model, saved);
  const args = ['--import', 'tsx', path.join(__dirname, 'score-child.ts'), file, saved, target];
  const run = (most: number, later = 0) =>
    new Promise<{ readonly killed: boolean; readonly output: string }>((resolve, reject) => {
      const child = spawn(process.execPath, [...args, `${model.threshold.value}`, `${sliceRecords}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
        if (output.split('\n').length > most) setTimeout(() => child.kill('SIGKILL'), later);
      });
      child.on('error', reject).on('close', (_, signal) => resolve({ killed: signal === 'SIGKILL', output }));
    });
  // While the second slice that is missing is scored or written, each time a little later.
  let times = 0;
  for (; times < kills; times++) if (!(await run(2, (67 * times) % 400)).killed) break;
  assert.ok(times >= Math.min(kills, 2));
  const { killed, output } = await run(Number.POSITIVE_INFINITY);
  assert.equal(killed, false);
  const last = JSON.parse(output.trim().split('\n').at(-1)!) as ScoredFolder;
  assert.equal(last.records, 20_000);
  assert.ok(last.scoredNow < 20_000, `${last.scoredNow}`);
  assert.deepEqual(await rowsOf(target), await rowsOf((await whole).target));
  assert.deepEqual(
    (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.partial')),
    [],
  );
});

test('records that stay elsewhere train, and are scored, as those here; a changed table is refused', async () => {
  const here = await variedTraffic();
  const { traffic, there } = await duckdbElsewhere(here, true);
  const few = { seed: 1, steps: 20, sliceRecords: 500 };
  const [expected, found] = [await trainOnSample(here, few), await trainOnSample(traffic, few)];
  assert.deepEqual(found.features, expected.features);
  assert.deepEqual(found.threshold, expected.threshold);
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
