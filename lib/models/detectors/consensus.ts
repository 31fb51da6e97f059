import type { FeatureColumn, FeatureMatrix } from '../../features/feature-matrix.js';
import { takeRows } from '../take-rows.js';
import { countBelow } from './count-below.js';
import type { Detector, DetectorState, FitOptions, FittedDetector } from './detector.js';
import { sampleRows } from './sample-rows.js';

/** Number of reference scores: the highest of a hundred thousand is one in a hundred thousand. */
const REFERENCE_ROWS = 100_000;
/**
 * Share of the highest scores that an exponential tail is fitted to, since frequencies end at the highest
 * reference score.
 */
const TAIL_SHARE = 0.02;

/** State of each member, and its scores of the reference records, ascending. */
export type ConsensusState = {
  readonly members: readonly DetectorState[];
  readonly references: readonly Float32Array[];
};

/**
 * Fits several detectors as one, whose score is the median of ln(1 / share of training records with as high a
 * score) over its members. With an even number of members it is the mean of the two middle values.
 *
 * @param name name of the combined detector
 * @param members at least one detector
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there is no member; as the members do
 *
 * @example
 * const both = await fitConsensus('both', [ecod, robustZ], matrix);
 */
export async function fitConsensus(
  name: string,
  members: readonly Detector[],
  matrix: FeatureMatrix,
  { signal, onProgress, ...options }: FitOptions = {},
): Promise<FittedDetector> {
  if (members.length === 0) throw new Error(`“${name}” combines no detector: give at least one.`);
  const fitted: FittedDetector[] = [];
  for (const member of members) {
    signal?.throwIfAborted();
    fitted.push(await member.fit(matrix, { ...options, ...(signal && { signal }) }));
    onProgress?.({ done: fitted.length, total: members.length, unit: 'detectors', note: member.name });
  }
  const rows = sampleRows(matrix, REFERENCE_ROWS, options.seed ?? 1);
  const reference = rows.length === matrix.rows ? matrix : takeRows(matrix, rows);
  const references: Float32Array[] = [];
  for (const { score } of fitted) references.push((await score(reference)).sort());
  return combined(name, fitted, references);
}

/** Makes a fitted consensus from its state. */
export async function restoreConsensus(
  name: string,
  members: readonly Detector[],
  { members: states, references }: ConsensusState,
  columns: readonly FeatureColumn[],
): Promise<FittedDetector> {
  const fitted = await Promise.all(members.map((member, i) => member.restore(states[i]!, columns)));
  return combined(name, fitted, references);
}

function combined(
  name: string,
  members: readonly FittedDetector[],
  references: readonly Float32Array[],
): FittedDetector {
  const surpriseOf = references.map(surpriseOfScore);
  return {
    name,
    score: async (matrix, { onProgress, ...stop } = {}) => {
      const surprises: Float32Array[] = [];
      for (const [i, member] of members.entries()) {
        surprises.push(surpriseOf[i]!(await member.score(matrix, stop)));
        onProgress?.({ done: i + 1, total: members.length, unit: 'detectors', note: member.name });
      }
      return medians(surprises, matrix.rows);
    },
    state: () => ({ members: members.map((member) => member.state()), references }),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

/** Computes the median of each row. */
function medians(columns: readonly Float32Array[], rows: number): Float32Array {
  const upper = columns.length >> 1;
  const lower = (columns.length - 1) >> 1;
  const own = new Float32Array(columns.length);
  return Float32Array.from({ length: rows }, (_, row) => {
    // Insertion sort: for so few values, a library sort takes as long as a detector.
    for (let i = 0; i < own.length; i++) {
      const value = columns[i]![row]!;
      let place = i;
      for (; place > 0 && own[place - 1]! > value; place--) own[place] = own[place - 1]!;
      own[place] = value;
    }
    return (own[lower]! + own[upper]!) / 2;
  });
}

/**
 * Makes scores of different detectors comparable: -ln of the share of reference scores that are at least as
 * high. An exponential tail is fitted to the highest 2 % (peaks over threshold: Pickands, 1975, with shape
 * 0), so that scores beyond the reference keep their order.
 *
 * @param reference scores of the training records, at least one
 * @throws when there is no reference score
 *
 * @example
 * const surprise = surpriseOfScore(await detector.score(matrix));
 * surprise(Float32Array.of(0.7)); // 4.6 for a score that 1 % reach
 */
export function surpriseOfScore(reference: Float32Array): (scores: Float32Array) => Float32Array {
  if (reference.length === 0)
    throw new Error('There are no scores to compare with: score some records first.');
  const sorted = reference.slice().sort();
  const n = sorted.length;
  const start = Math.min(n - 1, Math.floor(n * (1 - TAIL_SHARE)));
  const bound = sorted[start]!;
  const beyond = sorted.subarray(start).filter((score) => score > bound);
  const excess = beyond.reduce((sum, score) => sum + (score - bound), 0) / beyond.length;
  const below = countBelow(sorted);
  const count = new Uint32Array(1);
  below(sorted, start, 1, count);
  const atBound = -Math.log((n - count[0]!) / n);
  // All scores of the tail are equal, so its slope is unknown: a higher score counts as one in n.
  const ofTail = (score: number) =>
    beyond.length > 0
      ? -Math.log(beyond.length / n) + (score - bound) / excess
      : Math.max(atBound, Math.log(n));
  return (scores) => {
    const counts = new Uint32Array(scores.length);
    below(scores, 0, 1, counts);
    return scores.map((score, i) => (score > bound ? ofTail(score) : -Math.log((n - counts[i]!) / n)));
  };
}
