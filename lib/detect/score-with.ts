import path from 'node:path';
import { withMemoryLimit } from '../engine/with-memory-limit.js';
import { featureDefinitions } from '../features/feature-definitions.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { withFeatureTables } from '../features/feature-tables.js';
import { missingColumns } from '../features/missing-columns.js';
import { readChunks } from '../features/read-chunks.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { driftCounter } from '../models/measure-drift.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import type { AnomalyModel } from './anomaly-model.js';
import { CHUNK_ROWS, type Detection, detectionOf } from './detect-anomalies.js';
import { reasonsNote } from './explain-records.js';
import { loadAnomalyModel } from './load-model.js';
import { readRecordClients } from './record-clients.js';
import { restoreDetector } from './restore-detector.js';
import { scoreFeatures } from './score-features.js';

/**
 * Scores every record by a model that was trained before, such as that of a usual day.
 *
 * Scores, threshold and reasons are those of the model: of the records that it was trained on they are the same
 * to the bit as those that `detectAnomalies` gave. Records are read some hundred thousand at a time. A value
 * that is missing counts as the median, and so do features of a column without any value. `earlier` of the
 * result names such columns, and how much the other features have changed since training.
 *
 * @param model a folder that `saveModel` has written, `detection.model`, or what `trainOnSample` returns
 * @param traffic one record or more, in DuckDB; for a table in Trino use `scoreRecords`
 * @param options `signal` and `onProgress` (number of records)
 * @returns the same as `detectAnomalies`, in input order, with `earlier`
 * @throws as `loadModel` does; when the model has a feature that this version of the project lacks; the
 *   signal's reason
 *
 * @example
 * const monday = await openTraffic('monday.csv');
 * await saveModel((await detectAnomalies(monday, { seed: 1 })).model, 'models/monday');
 * const tuesday = await scoreWith('models/monday', await openTraffic('tuesday.csv'));
 * console.log(`${tuesday.anomalies} anomalies`, tuesday.earlier?.drift[0]);
 */
export async function scoreWith(
  model: string | AnomalyModel,
  traffic: Traffic,
  options: LongOperation = {},
): Promise<Detection> {
  const { connection } = requireLocal(traffic).engine;
  const { records } = traffic;
  const { signal } = options;
  const stop = { ...(signal && { signal }) };
  const folder = typeof model === 'string' ? model : null;
  const loaded = typeof model === 'string' ? await loadAnomalyModel(model) : model;
  const { features, tails, evidence, reference } = loaded;
  const names = features.columns.map(({ name }) => name);
  const definitions = featureDefinitions.filter(({ name }) => names.includes(name));
  const score = (): Promise<Detection> =>
    withFeatureTables(traffic, { names }, stop, async ({ source, owners, compute }) => {
      const missing = await missingColumns(source, owners, definitions);
      const absent = definitions.filter(({ needs }) => needs.some((column) => missing.has(column)));
      const clear = columnClearer(absent.map(({ name }) => name));
      const relations = await compute(features, definitions);
      const detector = await restoreDetector(loaded);
      // Nothing is trained here, so the signal stops the scoring.
      const { training: _, ...fitted } = detector;
      try {
        const counter = driftCounter(
          reference.filter(({ feature }) => !absent.some(({ name }) => name === feature)),
        );
        const chunks = mapMatrices(readChunks(connection, relations, features, CHUNK_ROWS), (matrix) => {
          counter.add(matrix);
          return clear(matrix);
        });
        const scored = await scoreFeatures(
          chunks,
          records,
          Promise.resolve({ fitted, tails }),
          pickOperation(options),
        );
        const clients = evidence && (await readRecordClients(connection, scored.rowIds));
        const detection = detectionOf(traffic, loaded, scored, clients, reasonsNote(fitted), {
          name: folder && path.basename(path.resolve(folder)),
          records: features.records,
          missing: [...missing],
          drift: counter.drift(),
        });
        return { ...detection, matrix: async (operation) => clear(await detection.matrix(operation)) };
      } finally {
        detector.dispose();
      }
    });
  return withMemoryLimit(connection, records, score);
}

/** Makes a function that sets some columns of a matrix to 0, the median, in place, and their values to unknown. */
function columnClearer(names: readonly string[]): (matrix: FeatureMatrix) => FeatureMatrix {
  return (matrix) => {
    const { values, columns, categories } = matrix;
    for (const [j, { name, category }] of columns.entries()) {
      if (!names.includes(name)) continue;
      for (let at = j; at < values.length; at += columns.length) values[at] = 0;
      if (category !== undefined) categories[category]?.codes.fill(-1);
    }
    return matrix;
  };
}

async function* mapMatrices(
  matrices: AsyncIterable<FeatureMatrix>,
  change: (matrix: FeatureMatrix) => FeatureMatrix,
): AsyncGenerator<FeatureMatrix> {
  for await (const matrix of matrices) yield change(matrix);
}
