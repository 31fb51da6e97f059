import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import {
  all,
  floats,
  listOf,
  notNegative,
  number,
  object,
  optional,
  type Shape,
  text,
  where,
} from '../../../files/json-shape.js';
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
import { deviationByPort } from './deviation-by-port.js';
import { isFlowLog } from './flow-columns.js';
import { groupedComponents } from './grouped-components.js';
import { fitIsolationForest, isolationForest } from './isolation-forest.js';
import { mahalanobisDistance } from './mahalanobis-distance.js';
import { rootMeanFourthPower } from './power-means.js';
import { rareValues } from './rare-values.js';

const NAME = 'consensus';

/**
 * Trees of the isolation forest: of many records 32 are as good as 100 (mean average precision of nine settings
 * 0.583 and 0.585), of few records scores depend less on the seed with more.
 */
const treesFor = (rows: number): number => (rows <= 20_000 ? 128 : 32);

/** A detector, and the factor of its votes. */
type Weighted = { readonly detector: Detector; readonly weight: number };

const forest: Detector = {
  ...isolationForest,
  fit: (matrix, options) => fitIsolationForest(matrix, { ...options, trees: treesFor(matrix.rows) }),
};

/** Members for records with requests or different response codes. */
const webMembers: readonly Weighted[] = [
  { detector: autoencoder, weight: 1 },
  { detector: rootMeanFourthPower, weight: 1.5 },
  { detector: forest, weight: 1 },
  { detector: groupedComponents, weight: 1 },
];

/**
 * Members for flow logs: quantities, port and protocol, which can be combined exactly. Requests and different
 * response codes say more, and these members would outvote them.
 */
const flowMembers: readonly Weighted[] = [
  { detector: autoencoder, weight: 0.5 },
  { detector: rootMeanFourthPower, weight: 1.5 },
  { detector: forest, weight: 1 },
  { detector: mahalanobisDistance, weight: 1.5 },
  { detector: deviationByPort, weight: 1 },
  { detector: rareValues, weight: 1 },
];

const membersOf = (matrix: FeatureMatrix): readonly Weighted[] =>
  isFlowLog(matrix) ? flowMembers : webMembers;

/** The detectors that the consensus combines, of every kind of log. */
export const consensusMembers: readonly Detector[] = [
  ...new Set([...webMembers, ...flowMembers].map(({ detector }) => detector)),
];

/** Quantile of a member's scores that counts ln 3, while its median counts 0. */
const UPPER_QUANTILE = 0.99;

/** A member's name, the scale of its scores, and the factor of its votes. */
type Vote = UpperScale & { readonly name: string; readonly weight: number };

/**
 * State of each member and its vote, and the scores of reference records, ascending. Models of earlier versions
 * have no weights.
 */
type State = {
  readonly members: readonly (Omit<Vote, 'weight'> & {
    readonly weight?: number;
    readonly state: DetectorState;
  })[];
  readonly leftOut: readonly LeftOut[];
  readonly reference: Float32Array;
};

type Member = Vote & Pick<FittedDetector, 'score' | 'explain' | 'state' | 'training' | 'dispose'>;

/**
 * Fits the default detector: an autoencoder, the root mean fourth power of the features, an isolation forest and
 * principal components by group of features, whose scores are added up. Of flow logs, which have neither requests
 * nor different response codes, the Mahalanobis distance, the deviation by port and rare values take the place of the
 * components, and the autoencoder counts half.
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
  const candidates = membersOf(matrix);
  for (const [done, { detector: member, weight }] of candidates.entries()) {
    if (!members.some(({ training }) => training)) options.signal?.throwIfAborted();
    const progress = { done: done + 1, total: candidates.length, unit: 'detectors', note: member.name };
    const reason = member.whyNot?.(matrix);
    if (reason !== undefined) {
      leftOut.push({ detector: member.name, reason });
      onProgress?.(progress);
      continue;
    }
    // A network reports its own progress, which takes longest.
    const fitted = await member.fit(matrix, {
      ...options,
      ...(member.network && onProgress && { onProgress }),
    });
    const scores = await fitted.score(reference);
    const vote = { name: member.name, weight, ...upperScale(scores, UPPER_QUANTILE) };
    members.push({ ...fitted, ...vote });
    addVotes(scores, vote, sums);
    onProgress?.(progress);
  }
  return fromMembers(members, leftOut, sums.sort());
}

async function restore(
  { members: states, leftOut, reference }: State,
  columns: readonly FeatureColumn[],
): Promise<FittedDetector> {
  const members: Member[] = [];
  for (const { name, state, median, scale, weight = weightBefore(name) } of states) {
    const member = consensusMembers.find((one) => one.name === name);
    if (member === undefined) throw new Error(`The consensus has no detector “${name}”: train it anew.`);
    members.push({ ...(await member.restore(state, columns)), name, weight, median, scale });
  }
  return fromMembers(members, leftOut, reference);
}

/** Weight of a member in models of earlier versions, which do not have it. */
const weightBefore = (name: string): number =>
  webMembers.find(({ detector }) => detector.name === name)?.weight ?? 1;

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
      members: members.map(({ name, weight, median, scale, state }) => ({
        name,
        weight,
        median,
        scale,
        state: state(),
      })),
      leftOut,
      reference,
    }),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

/** How much a member adds to the sum for a score. */
const voteOf = (score: number, { median, scale, weight }: Vote): number =>
  score > median && scale > 0 ? weight * Math.log1p((2 * (score - median)) / scale) : 0;

function addVotes(scores: Float32Array, member: Vote, sums: Float32Array): void {
  for (let row = 0; row < sums.length; row++) sums[row]! += voteOf(scores[row]!, member);
}

/** Divides what a member adds among the features as its own score is divided. */
function addParts({ scores, parts: own }: ExplainedScores, member: Vote, parts: Float32Array): void {
  const width = parts.length / scores.length;
  for (let row = 0; row < scores.length; row++) {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) sum += own[at]!;
    if (sum <= 0) continue;
    const factor = voteOf(scores[row]!, member) / sum;
    for (let at = row * width; at < (row + 1) * width; at++) parts[at]! += factor * own[at]!;
  }
}

/**
 * Names the members of a fitted consensus; undefined for a state without members.
 *
 * @param state what `state()` of the fitted consensus returns
 */
export const memberNames = ({ members }: { readonly members?: unknown }): readonly string[] | undefined =>
  (members as State['members'] | undefined)?.map(({ name }) => name);

/** Shape of a member, whose state is one of the detector that it names. */
const memberShape =
  (columns: readonly FeatureColumn[]): Shape =>
  (value, place) => {
    const { name } = (value ?? {}) as { readonly name?: unknown };
    const member = consensusMembers.find((one) => one.name === name);
    if (member === undefined) return `${place}.name`;
    return object({
      weight: optional(notNegative),
      median: number,
      scale: notNegative,
      state: member.stateShape(columns),
    })(value, place);
  };

const distinctNames = (members: State['members']): boolean =>
  members.length > 0 && new Set(members.map(({ name }) => name)).size === members.length;

const names = (members: readonly Weighted[]) => members.map(({ detector }) => detector.name).join(', ');

/** The sum of several detectors, as a rarity. */
export const consensus: Detector<typeof NAME, FitOptions, State> = {
  name: NAME,
  network: true,
  describe: (_, state) => {
    const [fitted, how] = [
      state && memberNames(state),
      'it adds up how far a record lies above the median score',
    ];
    return {
      score: `ln(1 / share of the records as unusual) by ${fitted?.length ?? 'several'} detectors together`,
      how:
        fitted === undefined
          ? `${how} of ${names(webMembers)}; or, of records without requests and without different response codes, of ${names(flowMembers)}`
          : fitted.includes(mahalanobisDistance.name)
            ? `${how} of ${fitted.join(', ')}, which suit records without requests and without different response codes`
            : `${how} of ${fitted.join(', ')}`,
    };
  },
  fit: fitConsensus,
  restore,
  stateShape: (columns) =>
    object({
      members: all(
        listOf(memberShape(columns)),
        where((members) => distinctNames(members as State['members'])),
      ),
      leftOut: listOf(object({ detector: text, reason: text })),
      reference: all(
        floats(),
        where((scores) => (scores as Float32Array).length > 0),
      ),
    }),
};
