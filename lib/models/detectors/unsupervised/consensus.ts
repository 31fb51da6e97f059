import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { takeRows } from '../../take-rows.js';
import type {
  Detector,
  DetectorState,
  ExplainedScores,
  FitOptions,
  FittedDetector,
  LeftOut,
} from '../detector.js';
import { type UpperScale, upperScale } from '../robust-scale.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';
import { surpriseOfScore } from '../surprise-of-score.js';
import { autoencoder } from './autoencoder.js';
import { groupedComponents } from './grouped-components.js';
import { fitIsolationForest, isolationForest } from './isolation-forest.js';
import { rootMeanFourthPower } from './power-means.js';

const NAME = 'consensus';

/**
 * Trees of the isolation forest: of many records 32 are as good as 100 (mean average precision of nine settings
 * 0.583 and 0.585), of few records scores depend less on the seed with more.
 */
const treesFor = (rows: number): number => (rows <= 20_000 ? 128 : 32);

/** The detectors that the consensus combines. */
export const consensusMembers: readonly Detector[] = [
  autoencoder,
  rootMeanFourthPower,
  {
    ...isolationForest,
    fit: (matrix, options) => fitIsolationForest(matrix, { ...options, trees: treesFor(matrix.rows) }),
  },
  groupedComponents,
];

/** Weights other than 1. */
const WEIGHTS: Readonly<Record<string, number>> = { [rootMeanFourthPower.name]: 1.5 };

/** Quantile of a member's scores that counts ln 3, while its median counts 0. */
const UPPER_QUANTILE = 0.99;

/** State of each member and the scale of its scores, and the scores of reference records, ascending. */
type State = {
  readonly members: readonly (UpperScale & { readonly name: string; readonly state: DetectorState })[];
  readonly leftOut: readonly LeftOut[];
  readonly reference: Float32Array;
};

type Member = UpperScale &
  Pick<FittedDetector, 'score' | 'explain' | 'state' | 'training' | 'dispose' | 'name'>;

/**
 * Fits the default detector: an autoencoder, the root mean fourth power of the features, an isolation forest and
 * principal components by group of features, whose scores are added up.
 *
 * A member adds ln(1 + 2 (x - m) / (q - m)) to a record with score x, where m is the median and q the 99 %
 * quantile of its scores, and nothing below the median. So a member that is very sure counts more than one
 * that is not, but only by its logarithm. The root mean fourth power counts one and a half times: it is the
 * only member that no attack can teach anything. The result is ln(1 / share of training records with as high a sum).
 *
 * Members and formula were chosen on the 13 development settings of `npm run bench -- detect`.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @param options `seed`, `records`, `signal` and `onProgress`
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const scores = await (await fitConsensus(matrix, { seed: 1 })).score(matrix);
 */
export async function fitConsensus(
  matrix: FeatureMatrix,
  { onProgress, ...options }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, options.seed ?? 1);
  const reference = rows.length === matrix.rows ? matrix : takeRows(matrix, rows);
  const members: Member[] = [];
  const leftOut: LeftOut[] = [];
  const sums = new Float32Array(reference.rows);
  for (const [done, member] of consensusMembers.entries()) {
    if (!members.some(({ training }) => training)) options.signal?.throwIfAborted();
    const reason = member.whyNot?.(matrix);
    if (reason !== undefined) {
      leftOut.push({ detector: member.name, reason });
      continue;
    }
    // A network reports its own progress, which takes longest.
    const fitted = await member.fit(matrix, {
      ...options,
      ...(member.network && onProgress && { onProgress }),
    });
    const scores = await fitted.score(reference);
    const scale = upperScale(scores, UPPER_QUANTILE);
    members.push({ ...fitted, ...scale });
    addVotes(scores, { name: member.name, ...scale }, sums);
    onProgress?.({ done: done + 1, total: consensusMembers.length, unit: 'detectors', note: member.name });
  }
  return fromMembers(members, leftOut, sums.sort());
}

async function restore(
  { members: states, leftOut, reference }: State,
  columns: readonly FeatureColumn[],
): Promise<FittedDetector> {
  const members: Member[] = [];
  for (const { name, state, median, scale } of states) {
    const member = consensusMembers.find((one) => one.name === name);
    if (member === undefined) throw new Error(`The consensus has no detector “${name}”: train it anew.`);
    members.push({ ...(await member.restore(state, columns)), median, scale });
  }
  return fromMembers(members, leftOut, reference);
}

function fromMembers(
  members: readonly Member[],
  leftOut: readonly LeftOut[],
  reference: Float32Array,
): FittedDetector {
  const surprise = surpriseOfScore(reference);
  const training = members.find((member) => member.training)?.training;
  // Of one member after the other: new arrays would fill memory faster than it is freed.
  let own = new Float32Array(0);
  return {
    name: NAME,
    leftOut,
    ...(training && { training }),
    score: async (matrix, { onProgress, ...stop } = {}) => {
      const sums = new Float32Array(matrix.rows);
      for (const [i, member] of members.entries()) {
        addVotes(await member.score(matrix, stop), member, sums);
        onProgress?.({ done: i + 1, total: members.length, unit: 'detectors', note: member.name });
      }
      return surprise(sums);
    },
    explain: async (matrix, { parts = new Float32Array(matrix.values.length), ...options } = {}) => {
      const sums = new Float32Array(matrix.rows);
      const memberScores: Record<string, Float32Array> = {};
      parts.fill(0);
      if (own.length < parts.length) own = new Float32Array(parts.length);
      for (const member of members) {
        const explained: Pick<ExplainedScores, 'scores'> & Partial<ExplainedScores> = member.explain
          ? await member.explain(matrix, { ...options, parts: own.subarray(0, parts.length) })
          : { scores: await member.score(matrix, options) };
        memberScores[member.name] = explained.scores;
        addVotes(explained.scores, member, sums);
        if (explained.parts) addParts(explained as ExplainedScores, member, parts);
      }
      return { scores: surprise(sums), parts, memberScores };
    },
    state: () => ({
      members: members.map(({ name, median, scale, state }) => ({ name, median, scale, state: state() })),
      leftOut,
      reference,
    }),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

type Vote = UpperScale & Pick<FittedDetector, 'name'>;

/** How much a member adds to the sum for a score. */
const voteOf = (score: number, { median, scale }: UpperScale, weight: number): number =>
  score > median && scale > 0 ? weight * Math.log1p((2 * (score - median)) / scale) : 0;

function addVotes(scores: Float32Array, member: Vote, sums: Float32Array): void {
  const weight = WEIGHTS[member.name] ?? 1;
  for (let row = 0; row < sums.length; row++) sums[row]! += voteOf(scores[row]!, member, weight);
}

/** Divides what a member adds among the features as its own score is divided. */
function addParts({ scores, parts: own }: ExplainedScores, member: Vote, parts: Float32Array): void {
  const weight = WEIGHTS[member.name] ?? 1;
  const width = parts.length / scores.length;
  for (let row = 0; row < scores.length; row++) {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) sum += own[at]!;
    if (sum <= 0) continue;
    const factor = voteOf(scores[row]!, member, weight) / sum;
    for (let at = row * width; at < (row + 1) * width; at++) parts[at]! += factor * own[at]!;
  }
}

/** The sum of four detectors, as a rarity. */
export const consensus: Detector<typeof NAME, FitOptions, State> = {
  name: NAME,
  network: true,
  describe: () => ({
    score:
      'ln(1 / share of the records as unusual) by an autoencoder, an isolation forest, principal components and the distance from the medians together',
    how: `it adds up how far a record lies above the median score of ${consensusMembers.map(({ name }) => name).join(', ')}`,
  }),
  fit: fitConsensus,
  restore,
};
