import { type FeatureOptions, withFittedFeatures } from '../features/fit-features.js';
import { scaleSample } from '../features/learn-scales.js';
import { readMatrix } from '../features/read-matrix.js';
import { DEFAULT_SLICE_RECORDS, type SliceOptions } from '../features/time-slices.js';
import { uniformSample } from '../features/uniform-sample.js';
import type { Traffic } from '../load/traffic.js';
import type { FitOptions } from '../models/detectors/detector.js';
import { pickOperation } from '../progress/long-operation.js';
import { type AnomalyModel, fitModel, modelOf, rarityThreshold } from './anomaly-model.js';
import { learnClientEvidence } from './client-evidence.js';
import { readRecordClients } from './record-clients.js';

/** Options of `trainOnSample`. */
export interface SampleTrainingOptions extends FitOptions, FeatureOptions, SliceOptions {}

/** Size of the sample: the scores of so many records are distributed as those of all are. */
const SAMPLE_RECORDS = 131_072;

/**
 * Trains the default detector on a uniform sample of any number of records, in bounded memory.
 *
 * Frequencies are computed in SQL over all records, medians and scales over fifty thousand of them. Features
 * with a time window are computed slice by slice and kept for the sample only. Records in Trino are
 * aggregated there and downloaded slice by slice; the model is the same to the bit as that of the same
 * records in a file.
 *
 * No records are held out as a test set: use `evaluateDetectors` to measure how good a detector is.
 *
 * @param traffic records in DuckDB or Trino
 * @param options `seed`, `features`, `sliceRecords`, `signal` and `onProgress`
 * @returns everything that `scoreRecords`, `scoreWith` and `saveModel` need
 * @throws as `detectAnomalies` does
 *
 * @example
 * const model = await trainOnSample(traffic, { seed: 1 });
 * await saveModel(model, 'models/april');
 * await scoreRecords(traffic, model, 'reports/april');
 */
export async function trainOnSample(
  traffic: Traffic,
  options: SampleTrainingOptions = {},
): Promise<AnomalyModel> {
  const { features: names, sliceRecords = DEFAULT_SLICE_RECORDS, seed = 1 } = options;
  const { records } = traffic;
  const operation = pickOperation(options);
  const drawn = uniformSample(records, SAMPLE_RECORDS, seed);
  const sample = `(${drawn}) or ${scaleSample(records)}`;
  const choice = { ...(names && { features: names }), ...operation };
  const { features, matrix, clients } = await withFittedFeatures(
    traffic,
    choice,
    async (fitted, local, relations, among) => {
      const read = await readMatrix(local.connection, relations, fitted, drawn, among);
      return {
        features: fitted,
        matrix: read,
        clients: await readRecordClients(
          local.connection,
          read.rowIds,
          `(select row_id, src_ip from ${among} where ${drawn})`,
        ),
      };
    },
    { sample, sliceRecords },
  );
  const fittedModel = await fitModel('consensus', matrix, { ...operation, seed, records });
  const scores = await fittedModel.fitted.score(matrix);
  const threshold = rarityThreshold();
  const among =
    matrix.rows === records ? '' : `, by a uniform sample of ${matrix.rows.toLocaleString('en-US')} records`;
  const model = modelOf(fittedModel, {
    detector: 'consensus',
    features,
    evidence: learnClientEvidence(scores, clients, records / matrix.rows),
    threshold: { ...threshold, rule: `${threshold.rule}${among}` },
    seed,
  });
  fittedModel.fitted.dispose();
  return model;
}
