import { checkScores } from '../models/check-scores.js';
import { type UpperScale, upperScale } from '../models/detectors/robust-scale.js';
import { surpriseOfScore } from '../models/detectors/surprise-of-score.js';

/** The client of each record, and the addresses of the clients. */
export interface RecordClients {
  /** One position in `addresses` per record. */
  readonly codes: Int32Array;
  /** The distinct source IPs. */
  readonly addresses: readonly string[];
}

/** What was learned about the scores of clients: plain data that is saved with a model. */
export type ClientEvidence = {
  /** Mean score of the training records. */
  readonly mean: number;
  /** Scale of the scores of records. */
  readonly record: UpperScale;
  /** Scale of the scores of their clients. */
  readonly client: UpperScale;
  /**
   * Share of the variance of scores that lies between clients (intraclass correlation of a one-way
   * random-effects model).
   */
  readonly explained: number;
  /** Whether `explained` is large enough for the evidence to count. */
  readonly used: boolean;
  /** Sums of both of reference records, ascending. */
  readonly reference: Float32Array;
};

/** What the records of each client add up to: one element per client. */
export interface ClientTotals {
  /** Sums of scores, as `sumByClient` or the same sums in SQL give them. */
  readonly sums: Float64Array;
  /** Numbers of records. */
  readonly counts: Uint32Array;
}

/** Scores of records with the evidence by client. */
export interface ClientScores {
  /** One anomaly score per record. */
  readonly scores: Float32Array;
  /** The score of the client, one per record. */
  readonly clientScores: Float32Array;
  /** Share of a record's score that comes from its client, 0 to 1. */
  readonly clientShares: Float32Array;
}

/**
 * Records with the mean score that a client has before its own records count: with as many records, its own
 * mean counts half. On the development settings 3 was better than 5.
 */
const PRIOR_RECORDS = 3;
/** Share of the variance between clients from which on their scores count: 0.3 to 0.8 where clients attack. */
const MIN_EXPLAINED = 0.15;
/** Quantile whose distance from the median is the unit in which both scores are added. */
const UPPER_QUANTILE = 0.9;
/** Smaller variances are rounding errors of scores in 32 bits. */
const ROUNDING = 1e-12;
/** Number of reference records. */
const REFERENCE_RECORDS = 100_000;
/**
 * Scores are summed as multiples of 1 / so many, whose sums up to 2³¹ are exact: they are the same in any
 * order of the records and in every engine.
 */
export const SUM_STEPS = 2 ** 22;

/**
 * Learns how much the client of a record says about it. Attacks are sequences of records from one client, so
 * the other records of a client are evidence. The score of a client is the mean of its records' scores,
 * shrunk towards the mean of all: (Σ s + 3 μ) / (n + 3).
 *
 * Where addresses say nothing (they were drawn at random, or every client has one record), the share of
 * variance between clients is small and the evidence is not used.
 *
 * @param recordScores one score per training record
 * @param clients the clients of these records
 * @param weight number of records that a training record stands for, where they are a sample; 1 by default
 * @throws when there are no records
 *
 * @example
 * const evidence = learnClientEvidence(scores, { codes: Int32Array.of(0, 0, 1), addresses: ['192.0.2.1', '192.0.2.2'] });
 */
export function learnClientEvidence(
  recordScores: Float32Array,
  clients: RecordClients,
  weight = 1,
): ClientEvidence {
  const mean = sum(recordScores) / recordScores.length;
  const totals = sumByClient(recordScores, clients);
  const explained = varianceBetween(recordScores, clients, totals, mean);
  const byClient = shrunkMeans(totals, mean, weight);
  const clientScores = Float32Array.from(clients.codes, (code) => byClient[code]!);
  const record = upperScale(recordScores, UPPER_QUANTILE, true);
  const client = upperScale(clientScores, UPPER_QUANTILE, true);
  const used = explained >= MIN_EXPLAINED && client.scale > 0 && record.scale > 0;
  const step = Math.max(1, Math.floor(recordScores.length / REFERENCE_RECORDS));
  const reference = new Float32Array(used ? Math.ceil(recordScores.length / step) : 0);
  for (let i = 0; i < reference.length; i++)
    reference[i] = together(recordScores[i * step]!, clientScores[i * step]!, record, client);
  return { mean, record, client, explained, used, reference: reference.sort() };
}

/**
 * Adds the evidence by client to the scores of records: ln(1 / share of training records with as high a sum
 * of both). Without evidence the scores of records stay as they are.
 *
 * @param recordScores one score per record
 * @param clients the clients of these records
 *
 * @example
 * const { scores } = addClientEvidence(recordScores, clients, learnClientEvidence(recordScores, clients));
 */
export function addClientEvidence(
  recordScores: Float32Array,
  clients: RecordClients,
  evidence: ClientEvidence,
): ClientScores {
  const byClient = shrunkMeans(sumByClient(recordScores, clients), evidence.mean);
  return combineScores(
    recordScores,
    Float32Array.from(clients.codes, (code) => byClient[code]!),
    evidence,
  );
}

/**
 * Combines scores of records with the scores of their clients, as `addClientEvidence` does.
 *
 * @param recordScores one score per record
 * @param clientScores the score of the client, one per record
 *
 * @example
 * const { scores } = combineScores(Float32Array.of(5.1), Float32Array.of(2.3), evidence);
 */
export function combineScores(
  recordScores: Float32Array,
  clientScores: Float32Array,
  { record, client, used, reference }: ClientEvidence,
): ClientScores {
  const clientShares = new Float32Array(recordScores.length);
  if (!used) return { scores: recordScores, clientScores, clientShares };
  const sums = new Float32Array(recordScores.length);
  for (let row = 0; row < sums.length; row++) {
    const own = Math.max(0, standardized(recordScores[row]!, record));
    const others = Math.max(0, standardized(clientScores[row]!, client));
    sums[row] = together(recordScores[row]!, clientScores[row]!, record, client);
    clientShares[row] = own + others > 0 ? others / (own + others) : 0;
  }
  const name = 'evidence by client';
  checkScores(clientScores, name);
  const scores = checkScores(surpriseOfScore(reference)(checkScores(sums, name)), name);
  return { scores, clientScores, clientShares };
}

/** Sums the scores of records by client. */
function sumByClient(scores: Float32Array, { codes, addresses }: RecordClients): ClientTotals {
  const sums = new Float64Array(addresses.length);
  const counts = new Uint32Array(addresses.length);
  for (let row = 0; row < scores.length; row++) {
    sums[codes[row]!]! += Math.floor(scores[row]! * SUM_STEPS + 0.5) / SUM_STEPS;
    counts[codes[row]!]! += 1;
  }
  return { sums, counts };
}

/**
 * Returns the score of each client: the mean of its records' scores, shrunk towards the mean of all.
 *
 * @param totals sums and numbers of records by client
 * @param mean mean score of the training records
 * @param weight number of records that each record stands for
 *
 * @example
 * shrunkMeans({ sums: Float64Array.of(14), counts: Uint32Array.of(2) }, 1); // [3.4]
 */
export function shrunkMeans({ sums, counts }: ClientTotals, mean: number, weight = 1): Float32Array {
  return Float32Array.from(
    sums,
    (total, client) => (weight * total + PRIOR_RECORDS * mean) / (weight * counts[client]! + PRIOR_RECORDS),
  );
}

const standardized = (score: number, { median, scale }: UpperScale): number => (score - median) / scale;

const together = (record: number, client: number, ofRecords: UpperScale, ofClients: UpperScale): number =>
  Math.fround(standardized(record, ofRecords) + standardized(client, ofClients));

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Intraclass correlation by the analysis of variance (Searle, Casella and McCulloch, Variance Components, 1992). */
function varianceBetween(
  scores: Float32Array,
  clients: RecordClients,
  { sums, counts }: ClientTotals,
  mean: number,
): number {
  // Around the mean of each client, and not as a difference of two sums, which may be below 0 by rounding.
  let inside = 0;
  for (let row = 0; row < scores.length; row++) {
    const client = clients.codes[row]!;
    inside += (scores[row]! - sums[client]! / counts[client]!) ** 2;
  }
  let between = 0;
  let squaredCounts = 0;
  let present = 0;
  for (let client = 0; client < sums.length; client++) {
    const n = counts[client]!;
    if (n === 0) continue;
    present += 1;
    squaredCounts += n * n;
    between += n * (sums[client]! / n - mean) ** 2;
  }
  // One client, or one record of each, leaves nothing to compare; equal scores differ by rounding only.
  if (present < 2 || present === scores.length) return 0;
  if (between + inside <= ROUNDING * scores.length * (1 + mean * mean)) return 0;
  const within = inside / (scores.length - present);
  const typicalCount = (scores.length - squaredCounts / scores.length) / (present - 1);
  const ofClients = Math.max(0, (between / (present - 1) - within) / typicalCount);
  return ofClients + within > 0 ? ofClients / (ofClients + within) : 0;
}
