import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, count, floats, object, where } from '../../../files/json-shape.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { sampleRows } from '../sample-rows.js';

/** Options of the distance to nearest neighbours. */
export interface NearestNeighboursOptions extends FitOptions {
  /** Rank of the neighbour whose distance is the score; 5 by default, as in PyOD. */
  readonly k?: number;
  /** Number of sampled records to compare with; 1,000 by default. */
  readonly sample?: number;
}

/** The sampled records, row-major, and the rank of the neighbour. */
type State = { readonly places: Float32Array; readonly nearest: number };

/**
 * Fits the Euclidean distance to the k-th nearest neighbour in a sample of records (Ramaswamy, Rastogi and
 * Shim, 2000). A record of the sample is its own nearest neighbour.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitNearestNeighbours(matrix, { k: 5 })).score(matrix);
 */
export async function fitNearestNeighbours(
  matrix: FeatureMatrix,
  { seed = 1, k = 5, sample = 1_000 }: NearestNeighboursOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, sample, seed);
  const width = matrix.columns.length;
  const places = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    places.set(matrix.values.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return fromState({ places, nearest: Math.min(k, rows.length) }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { places, nearest } = state;
  const width = columns.length;
  const scorer = makeScorer(nearestNeighbours.name, columns, (values, from, to, scores) => {
    // Squared distances to the nearest so far, smallest first.
    const best = new Float64Array(nearest);
    for (let row = from; row < to; row++) {
      best.fill(Number.POSITIVE_INFINITY);
      for (let i = 0; i < places.length; i += width) {
        const bound = best[nearest - 1]!;
        let squared = 0;
        for (let j = 0; j < width && squared < bound; j++) {
          const difference = values[row * width + j]! - places[i + j]!;
          squared += difference * difference;
        }
        if (squared >= bound) continue;
        let at = nearest - 1;
        for (; at > 0 && best[at - 1]! > squared; at--) best[at] = best[at - 1]!;
        best[at] = squared;
      }
      scores[row] = Math.sqrt(best[nearest - 1]!);
    }
  });
  return { ...scorer, state: () => state };
}

/** Distance of a record to its nearest neighbours. */
export const nearestNeighbours: Detector<'nearest neighbours', NearestNeighboursOptions, State> = {
  name: 'nearest neighbours',
  ownOptions: ['k', 'sample'],
  network: false,
  describe: () => ({
    score: 'the distance to the nearest records of a sample',
    how: 'it finds records that have no others near them',
  }),
  fit: fitNearestNeighbours,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) =>
    all(
      object({ places: floats(), nearest: count }),
      where((value) => {
        const { places, nearest } = value as State;
        return places.length % length === 0 && nearest >= 1 && nearest <= places.length / length;
      }),
    ),
};
