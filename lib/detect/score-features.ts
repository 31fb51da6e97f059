import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FittedDetector } from '../models/detectors/detector.js';
import type { LongOperation } from '../progress/long-operation.js';
import { digits } from '../text/digits.js';
import { formatCount } from '../text/format-count.js';
import type { FittedModel } from './anomaly-model.js';
import type { ClientEvidence, ClientScores, RecordClients } from './client-evidence.js';
import { type Explanations, explainRecords, explainScores } from './explain-records.js';

/** Scores of records by themselves, without the evidence of their clients. */
export interface RecordScores {
  readonly rowIds: Int32Array;
  /** One score per record. */
  readonly scores: Float32Array;
  /** The autoencoder's own scores; null where it took no part. */
  readonly autoencoderScores: Float32Array | null;
  readonly explanations: Explanations;
}

/** Rows scored and explained at a time, whose parts fit into the processor's cache. */
const BATCH_ROWS = 8_192;

/**
 * Scores and explains the features of records, chunk by chunk.
 *
 * @param chunks matrices of all records in the order of `row_id`; the first is requested before the model
 *   is awaited, so that the engine reads while a detector is fitted
 * @param records number of records
 * @param options `signal` stops the scoring, `onProgress` receives the number of records
 */
export async function scoreFeatures(
  chunks: Iterable<FeatureMatrix> | AsyncIterable<FeatureMatrix>,
  records: number,
  model: Promise<Pick<FittedModel, 'fitted' | 'tails'>>,
  { signal, onProgress }: LongOperation = {},
): Promise<RecordScores> {
  const rowIds = new Int32Array(records);
  const scores = new Float32Array(records);
  let autoencoderScores: Float32Array | null = null;
  let explanations: Explanations | undefined;
  let parts = new Float32Array(0);
  let done = 0;
  for await (const matrix of chunks) {
    const { fitted, tails } = await model;
    explanations ??= explainRecords(records, tails);
    // After a network's training was stopped, its weights still score all records, which takes moments.
    const stop = fitted.training || !signal ? {} : { signal };
    for (let from = 0; from < matrix.rows; from += BATCH_ROWS) {
      const batch = rowsOf(matrix, from, Math.min(matrix.rows, from + BATCH_ROWS));
      if (parts.length < batch.values.length) parts = new Float32Array(batch.values.length);
      const into = parts.subarray(0, batch.values.length);
      const explained = await explainScores(batch, fitted, { ...stop, parts: into });
      rowIds.set(batch.rowIds, done);
      scores.set(explained.scores, done);
      const own = ownScoresOf(fitted, explained);
      if (own) {
        autoencoderScores ??= new Float32Array(records);
        autoencoderScores.set(own, done);
      }
      explanations.add(batch, explained);
      done += batch.rows;
      onProgress?.({ done, total: records, unit: 'records' });
    }
  }
  return { rowIds, scores, autoencoderScores, explanations: explanations ?? explainRecords(0) };
}

const AUTOENCODER = 'autoencoder';

const ownScoresOf = (
  { name }: FittedDetector,
  { scores, memberScores }: { scores: Float32Array; memberScores?: Readonly<Record<string, Float32Array>> },
): Float32Array | undefined => (name === AUTOENCODER ? scores : memberScores?.[AUTOENCODER]);

/** The rows `from` to `to` (exclusive) of a matrix, without a copy. */
function rowsOf(matrix: FeatureMatrix, from: number, to: number): FeatureMatrix {
  const width = matrix.columns.length;
  const categories = Object.entries(matrix.categories).map(([name, { codes, names }]) => [
    name,
    { codes: codes.subarray(from, to), names },
  ]);
  return {
    ...matrix,
    values: matrix.values.subarray(from * width, to * width),
    rows: to - from,
    rowIds: matrix.rowIds.subarray(from, to),
    categories: Object.fromEntries(categories),
  };
}

/**
 * Adds the client to the reasons of records whose score it raises.
 *
 * @param explanations reasons of the records by themselves
 */
export function explainClients(
  explanations: Pick<Explanations, 'addClient'>,
  { clientScores, clientShares }: ClientScores,
  { codes, addresses }: RecordClients,
  { mean, used }: ClientEvidence,
): void {
  if (!used) return;
  const counts = new Uint32Array(addresses.length);
  for (const code of codes) counts[code]! += 1;
  const texts: (string | undefined)[] = [];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    // A single record is no further evidence.
    if (counts[code]! < 2) continue;
    const text = texts[code] ?? describeClient(counts[code]!, clientScores[row]!, mean);
    texts[code] = text;
    explanations.addClient(row, clientShares[row]!, text);
  }
}

/**
 * States what the records of a client say, as a reason.
 *
 * @param records number of records of the client
 * @param score score of the client
 * @param mean mean score of the training records
 *
 * @example
 * describeClient(12, 3.4, 1); // '12 records of this client have a mean score of 3.4, that of all is 1'
 */
export const describeClient = (records: number, score: number, mean: number): string =>
  `${formatCount(records, 'record')} of this client have a mean score of ${digits(score)}, that of all is ${digits(mean)}`;
