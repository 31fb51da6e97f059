import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { explainRecords } from '../detect/explain-records.js';
import { applyThreshold } from '../detect/thresholds/threshold.js';
import type { AnomalyModel } from '../detect/train-on-sample.js';
import { runInterruptible } from '../engine/run-interruptible.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { allSlices, type FeatureSource, withFeatureSource } from '../features/feature-source.js';
import { type SliceFeatures, sliceFeatures } from '../features/slice-features.js';
import { DEFAULT_SLICE_RECORDS, type SliceOptions } from '../features/time-slices.js';
import { publishFile, removeLeftovers } from '../files/publish.js';
import type { Traffic } from '../load/traffic.js';
import { useBackend } from '../models/backend.js';
import { scoreAnomalies } from '../models/score-anomalies.js';
import type { LongOperation } from '../progress/long-operation.js';
import { duration } from '../text/duration.js';
import { dayFile, missingDays } from './scored-folder/day-files.js';
import { detectorFingerprint, trafficFingerprint } from './scored-folder/fingerprints.js';
import { beginManifest } from './scored-folder/manifest.js';
import { withScoredTable } from './scored-table.js';

/**
 * A model, its features and a threshold: the result of `trainOnSample`, or a model loaded with `loadModel`
 * and a threshold.
 */
export type RecordDetector = Pick<AnomalyModel, 'models' | 'features' | 'threshold'>;

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

/** Rows of features in memory at a time. */
const CHUNK_ROWS = 262_144;

/**
 * Scores every record into Parquet, partitioned by date: `date=2024-04-25/from-00h.parquet` with `row_id`,
 * `creation_time`, `src_ip`, `dst_ip`, `dst_port`, `anomaly_score`, `is_anomaly` and `top_reasons`. A day
 * with more records than a slice has several files. Memory grows with the records of the busiest hour, not
 * with all records. Remote records are downloaded one slice after the other; without a `row_id` column they
 * are numbered in order of time.
 *
 * A run that was interrupted continues when it is called again: records already in the folder are not scored
 * again. The manifest `_scoring.json` names the model, threshold and records of the folder.
 *
 * @param detector result of `trainOnSample`, or `{ models, features, threshold }`
 * @param folder created where missing
 * @param options `signal`, `onProgress` (number of records) and the size of slices
 * @returns numbers of records, anomalies and files
 * @throws when the folder belongs to other records, another model or threshold, or has other files in it; the
 *   signal's
 *   reason when stopped
 *
 * @example
 * const trained = await trainOnSample(traffic, { seed: 1 });
 * const { anomalies } = await scoreRecords(traffic, trained, 'reports/scored');
 * // later: select * from read_parquet('reports/scored/*' || '/*.parquet') where date = '2024-04-25'
 */
export async function scoreRecords(
  traffic: Traffic,
  detector: RecordDetector,
  folder: string,
  options: ScoreRecordsOptions = {},
): Promise<ScoredFolder> {
  const { signal } = options;
  await useBackend();
  return withFeatureSource(traffic, { ...(signal && { signal }) }, (source) =>
    scoreAll(traffic, source, detector, path.resolve(folder), options),
  );
}

async function scoreAll(
  { engine, records }: Traffic,
  source: FeatureSource,
  { models, features, threshold }: RecordDetector,
  target: string,
  options: ScoreRecordsOptions,
): Promise<ScoredFolder> {
  const { signal, onProgress } = options;
  const stop = { ...(signal && { signal }) };
  const { sliceRecords } = await beginManifest(target, {
    format: 1,
    records,
    traffic: await engine.during({ note: 'looking through the records', ...stop }, trafficFingerprint),
    detector: detectorFingerprint(models, features),
    threshold: threshold.value,
    rule: threshold.rule,
    sliceRecords: options.sliceRecords ?? DEFAULT_SLICE_RECORDS,
  });
  await removeLeftovers(target);
  const all = await allSlices(source, records, sliceRecords, stop);
  const missing = all.filter((slice) => missingDays(target, slice).length > 0);
  const toScore = missing.reduce((sum, slice) => sum + slice.records, 0);
  const began = performance.now();
  let scored = 0;
  const reportProgress = (now: number) => {
    const speed = (1000 * (scored + now)) / (performance.now() - began);
    const left = duration((toScore - scored - now) / speed);
    onProgress?.({
      done: records - toScore + scored + now,
      total: records,
      unit: 'records',
      note: `${Math.round(speed).toLocaleString('en-US')} records/s, ${left} left`,
    });
  };
  for await (const slice of sliceFeatures(source, features, missing, stop)) {
    await scoreSlice(source, { models, threshold }, target, slice, reportProgress, stop);
    scored += slice.slice.records;
  }
  const files = all.flatMap((slice) => slice.days.map((day) => dayFile(target, slice, day)));
  return { ...(await countScored(source, records, target, files)), scoredNow: toScore };
}

async function scoreSlice(
  source: FeatureSource,
  { models, threshold }: Pick<RecordDetector, 'models' | 'threshold'>,
  folder: string,
  { slice, records, chunks }: SliceFeatures,
  reportProgress: (done: number) => void,
  stop: Pick<LongOperation, 'signal'>,
): Promise<void> {
  const { connection } = source.local;
  const rowIds = new Int32Array(slice.records);
  const scores = new Float32Array(slice.records);
  const { add, reasonTexts } = explainRecords(slice.records);
  let done = 0;
  for await (const matrix of chunks(CHUNK_ROWS)) {
    const found = await scoreAnomalies(matrix, { models }, stop);
    rowIds.set(matrix.rowIds, done);
    scores.set(found.scores, done);
    add(matrix, found);
    done += matrix.rows;
    reportProgress(done);
  }
  const found = { rowIds, scores, isAnomaly: applyThreshold(scores, threshold), reasonTexts };
  await withScoredTable(connection, found, stop, async ({ view }) => {
    for (const day of missingDays(folder, slice)) {
      const file = dayFile(folder, slice, day);
      await mkdir(path.dirname(file), { recursive: true });
      const write = (partial: string) =>
        runInterruptible(connection, 'writing scores', stop, () =>
          connection.run(
            `copy (
              select row_id, creation_time, src_ip, dst_ip, dst_port, anomaly_score, is_anomaly, top_reasons
              from (select * from ${records} where creation_time >= date '${day}' and creation_time < date '${day}' + 1)
              join ${view} using (row_id)
              order by row_id
            ) to ${quoteLiteral(partial)} (format parquet, compression zstd)`,
          ),
        );
      await publishFile(file, write, { durable: true });
    }
  });
}

/** Counts what all files have, and makes sure that nothing was lost. */
async function countScored(
  { local: { connection } }: FeatureSource,
  records: number,
  folder: string,
  files: readonly string[],
): Promise<Omit<ScoredFolder, 'scoredNow'>> {
  const found = await connection.runAndReadAll(
    `select count(*), count(*) filter (is_anomaly) from read_parquet([${files.map(quoteLiteral).join(', ')}])`,
  );
  const [rows, anomalies] = found.getRows()[0]!.map(Number) as [number, number];
  if (rows !== records) {
    throw new Error(
      `${folder} has ${rows.toLocaleString('en-US')} scores of ${records.toLocaleString('en-US')} records: files in it were changed; remove it to score everything anew.`,
    );
  }
  return { records, anomalies, files: files.length };
}
