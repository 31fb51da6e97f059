import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { AnomalyModel } from '../detect/anomaly-model.js';
import { restoreDetector } from '../detect/restore-detector.js';
import { quotePath } from '../engine/sql-text.js';
import { allSlices, type FeatureSource, withFeatureSource } from '../features/feature-source.js';
import { sliceFeatures } from '../features/slice-features.js';
import {
  DEFAULT_SLICE_RECORDS,
  type SliceOptions,
  type TimeSlice,
  totalRecords,
} from '../features/time-slices.js';
import { removeLeftovers } from '../files/publish.js';
import type { Traffic } from '../load/traffic.js';
import { useBackend } from '../models/backend.js';
import type { LongOperation } from '../progress/long-operation.js';
import { duration } from '../text/duration.js';
import {
  type DayFile,
  dayFiles,
  isFinished,
  isScored,
  parquet,
  unfinishedFolder,
} from './scored-folder/day-files.js';
import { modelFingerprint, trafficFingerprint } from './scored-folder/fingerprints.js';
import { finishFiles } from './scored-folder/finish-files.js';
import { beginManifest } from './scored-folder/manifest.js';
import { scoreSlice } from './scored-folder/score-slice.js';

/** Result of {@link scoreRecords}. */
export interface ScoredFolder {
  readonly records: number;
  /** Records scored by this call; the others were scored by an earlier one. */
  readonly scoredNow: number;
  readonly anomalies: number;
  /** Number of Parquet files. */
  readonly files: number;
}

/** Options of {@link scoreRecords}. `signal` stops within about a second and keeps the days that are done. */
export interface ScoreRecordsOptions extends SliceOptions, LongOperation {}

/**
 * Scores every record into Parquet, partitioned by date: `date=2024-04-25/from-00h.parquet` with `row_id`,
 * `creation_time`, `src_ip`, `dst_ip`, `dst_port`, `anomaly_score`, `record_score`, `client_score`,
 * `autoencoder_score`, `is_anomaly` and `top_reasons`: the same as `detectAnomalies` gives with the same
 * model. A day with more records than a slice has several files.
 *
 * Records are passed through twice: they are scored by themselves, slice by slice, and then get the evidence
 * of their clients, which takes in the records of all days. Memory grows with the records of the busiest hour
 * and with the number of clients, not with all records. Remote records are downloaded once, one slice after
 * the other; without a `row_id` column they are numbered in order of time.
 *
 * A run that was interrupted continues when it is called again: records that were scored are not scored
 * again. The manifest `_scoring.json` names the model, threshold and records of the folder; a folder
 * `_unfinished` holds scores of records by themselves until all files are there.
 *
 * @param model result of `trainOnSample`, `model` of a detection, or a loaded model
 * @param folder created where missing
 * @param options `signal`, `onProgress` (number of records, each counted in both passes) and the size of slices
 * @returns numbers of records, anomalies and files
 * @throws when the folder belongs to other records, another model or threshold, or has other files in it; the
 *   signal's reason when stopped
 *
 * @example
 * const model = await trainOnSample(traffic, { seed: 1 });
 * const { anomalies } = await scoreRecords(traffic, model, 'reports/scored');
 * // later: select * from read_parquet('reports/scored/*' || '/*.parquet') where date = '2024-04-25'
 */
export async function scoreRecords(
  traffic: Traffic,
  model: AnomalyModel,
  folder: string,
  options: ScoreRecordsOptions = {},
): Promise<ScoredFolder> {
  const { signal } = options;
  await useBackend();
  return withFeatureSource(traffic, { ...(signal && { signal }) }, (source) =>
    scoreAll(traffic, source, model, path.resolve(folder), options),
  );
}

async function scoreAll(
  { engine, records }: Traffic,
  source: FeatureSource,
  model: AnomalyModel,
  target: string,
  options: ScoreRecordsOptions,
): Promise<ScoredFolder> {
  const { signal, onProgress } = options;
  const stop = { ...(signal && { signal }) };
  const { sliceRecords } = await beginManifest(target, {
    format: 2,
    records,
    traffic: await engine.during({ note: 'looking through the records', ...stop }, trafficFingerprint),
    detector: modelFingerprint(model),
    threshold: model.threshold.value,
    rule: model.threshold.rule,
    sliceRecords: options.sliceRecords ?? DEFAULT_SLICE_RECORDS,
  });
  await removeLeftovers(target);
  const slices = await allSlices(source, records, sliceRecords, stop);
  const files = slices.flatMap((slice) => dayFiles(target, slice));
  const missing = slices.filter((slice) => !dayFiles(target, slice).every(isScored));
  const toScore = totalRecords(missing);
  if (!files.every(isFinished)) {
    const pass = passes(records, onProgress);
    await scoreSlices(source, model, target, missing, {
      ...stop,
      onProgress: pass('scoring', records - toScore, toScore),
    });
    const recordsOf = await countUnfinished(source, files);
    const toFinish = [...recordsOf.values()].reduce((sum, n) => sum + n, 0);
    await finishFiles(source.local, model, files, recordsOf, {
      ...stop,
      onProgress: pass('adding evidence by client', 2 * records - toFinish, toFinish),
    });
  }
  await rm(unfinishedFolder(target), { recursive: true, force: true });
  return { ...(await countScored(source, records, target, files)), scoredNow: toScore };
}

/** Makes a function that reports the progress of a pass as a part of both, with its speed and the time left. */
function passes(records: number, onProgress: LongOperation['onProgress']) {
  return (note: string, before: number, count: number): NonNullable<LongOperation['onProgress']> => {
    const began = performance.now();
    return ({ done }) => {
      const speed = (1000 * done) / (performance.now() - began);
      const left = duration((count - done) / speed);
      onProgress?.({
        done: before + done,
        total: 2 * records,
        unit: 'records',
        note: `${note}: ${Math.round(speed).toLocaleString('en-US')} records/s, ${left} left`,
      });
    };
  };
}

/** Scores the records of slices by themselves. */
async function scoreSlices(
  source: FeatureSource,
  model: AnomalyModel,
  target: string,
  slices: readonly TimeSlice[],
  { onProgress, ...stop }: LongOperation,
): Promise<void> {
  if (slices.length === 0) return;
  const total = totalRecords(slices);
  const { features, tails } = model;
  const fitted = await restoreDetector(model);
  try {
    let before = 0;
    for await (const slice of sliceFeatures(source, features, slices, stop)) {
      const scored = before;
      await scoreSlice(source.local, { fitted, tails }, slice, dayFiles(target, slice.slice), {
        ...stop,
        onProgress: ({ done }) => onProgress?.({ done: scored + done, total, unit: 'records' }),
      });
      before += slice.slice.records;
    }
  } finally {
    fitted.dispose();
  }
}

/** Returns the number of records of each file that is not finished. */
async function countUnfinished(
  { local }: FeatureSource,
  files: readonly DayFile[],
): Promise<ReadonlyMap<DayFile, number>> {
  const unfinished = files.filter((one) => !isFinished(one));
  if (unfinished.length === 0) return new Map();
  const list = unfinished.map((one) => quotePath(one.unfinished)).join(', ');
  const counted = await local.query<{ file_name: string; records: number }>(
    `select file_name, cast(num_rows as integer) as records from parquet_file_metadata([${list}])`,
  );
  const byName = new Map(counted.map(({ file_name: name, records }) => [name, records]));
  return new Map(unfinished.map((one) => [one, byName.get(one.unfinished) ?? 0]));
}

/** Counts what all files have, and makes sure that nothing was lost. */
async function countScored(
  { local }: FeatureSource,
  records: number,
  folder: string,
  files: readonly DayFile[],
): Promise<Omit<ScoredFolder, 'scoredNow'>> {
  const [counts] = await local.query<{ rows: bigint; anomalies: bigint }>(
    `select count(*) as rows, count(*) filter (is_anomaly) as anomalies from ${parquet(files.map(({ file }) => file))}`,
  );
  const [rows, anomalies] = [Number(counts!.rows), Number(counts!.anomalies)];
  if (rows !== records) {
    throw new Error(
      `${folder} has ${rows.toLocaleString('en-US')} scores of ${records.toLocaleString('en-US')} records: files in it were changed; remove it to score everything anew.`,
    );
  }
  return { records, anomalies, files: files.length };
}
