import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { quantileSorted } from 'simple-statistics';
import type { FeatureGroup, FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import { backendName } from '../../../lib/models/backend.js';
import { surpriseOfScore } from '../../../lib/models/detectors/surprise-of-score.js';
import { consensus, fitConsensus } from '../../../lib/models/detectors/unsupervised/consensus.js';
import { takeRows } from '../../../lib/models/take-rows.js';
import type { Progress } from '../../../lib/progress/long-operation.js';
import { flowMatrix } from '../flow-matrix.js';
import { matrixOf } from '../matrix-of.js';
import { lineWithOutlier } from '../random-matrix.js';

const line = lineWithOutlier(300, 6);
const train = takeRows(
  line,
  Int32Array.from({ length: 200 }, (_, row) => row),
);

const MEMBERS = [
  'autoencoder',
  'root mean fourth power',
  'isolation forest',
  'principal components by group',
];

const FLOW_MEMBERS = [
  'autoencoder',
  'root mean fourth power',
  'isolation forest',
  'Mahalanobis distance',
  'deviation by port',
  'rare values',
];

/** Connections on two ports, of which the last is on a rare one. */
const flows = flowMatrix({
  quantities: {
    bytes_in: Array.from({ length: 120 }, (_, i) => 5 + Math.sin(i)),
    bytes_out: Array.from({ length: 120 }, (_, i) => 7 + Math.cos(3 * i)),
  },
  categories: {
    dst_port: Array.from({ length: 120 }, (_, i) => (i === 119 ? '23' : i % 3 === 0 ? '22' : '443')),
  },
});

/** What the state of a fitted consensus holds. */
interface State {
  readonly members: readonly {
    readonly name: string;
    readonly weight: number;
    readonly median: number;
    readonly scale: number;
  }[];
  readonly reference: Float32Array;
}

test('the score is the surprise of the sum of its members’ votes, by their medians and 99 % quantiles', async () => {
  const fitted = await fitConsensus(train, { seed: 2 });
  const { members, reference } = fitted.state() as unknown as State;
  assert.deepEqual(
    members.map(({ name }) => name),
    MEMBERS,
  );
  assert.deepEqual(fitted.leftOut, []);
  const { memberScores: ofTrain } = await fitted.explain!(train);
  const { scores, memberScores } = await fitted.explain!(line);
  const sums = new Float64Array(line.rows);
  for (const { name, median, scale } of members) {
    const sorted = [...ofTrain![name]!].sort((a, b) => a - b);
    assert.equal(median, quantileSorted(sorted, 0.5), name);
    assert.equal(scale, quantileSorted(sorted, 0.99) - median, name);
    for (const [row, score] of memberScores![name]!.entries()) {
      const vote = Math.log(1 + (2 * Math.max(0, score - median)) / scale);
      sums[row]! += name === 'root mean fourth power' ? 1.5 * vote : vote;
    }
  }
  assert.equal(reference.length, train.rows);
  assert.ok(reference.every((sum, i) => i === 0 || sum >= reference[i - 1]!));
  const expected = surpriseOfScore(reference)(Float32Array.from(sums));
  // A sum that is rounded otherwise may count one record of 200 more or less.
  for (const [row, score] of scores.entries())
    assert.ok(Math.abs(Math.exp(-score) - Math.exp(-expected[row]!)) < 0.0051, `${row}: ${score}`);
  assert.ok(
    scores.every((score) => score <= scores[0]!),
    'the outlier is first',
  );
  fitted.dispose();
});

test('one of the training records in as many has a score of the logarithm of their number', async () => {
  const fitted = await fitConsensus(line, { seed: 1 });
  const scores = [...(await fitted.score(line))].sort((a, b) => b - a);
  for (const place of [10, 30, 60])
    assert.ok(Math.abs(scores[place - 1]! - Math.log(300 / place)) < 1e-6, `${place}`);
  fitted.dispose();
});

test('features share a vote as they share the member’s score', async () => {
  const fitted = await fitConsensus(train, { seed: 1 });
  const { members } = fitted.state() as unknown as State;
  const { parts, memberScores } = await fitted.explain!(line);
  for (let row = 0; row < line.rows; row++) {
    // Only an isolation forest does not say what its score is made of.
    const expected = members.reduce((sum, { name, median, scale }) => {
      if (name === 'isolation forest') return sum;
      const vote = Math.log1p((2 * Math.max(0, memberScores![name]![row]! - median)) / scale);
      return sum + (name === 'root mean fourth power' ? 1.5 * vote : vote);
    }, 0);
    const own = parts.subarray(row * 6, row * 6 + 6).reduce((sum, part) => sum + part, 0);
    assert.ok(Math.abs(own - expected) < 1e-5 * Math.max(1, expected), `row ${row}: ${own}, not ${expected}`);
  }
  fitted.dispose();
});

/** To the bit, but on the native backend, which adds up products in an order that depends on the number of rows. */
function agree(found: Float32Array, expected: Float32Array): void {
  if (backendName() !== 'tensorflow') assert.deepEqual(found, expected);
  assert.equal(found.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(
      Math.abs(found[i]! - value) <= 1e-4 * Math.max(1, Math.abs(value)),
      `${i}: ${found[i]}, not ${value}`,
    );
}

test('scores and parts do not depend on how many rows are scored at a time', async () => {
  const fitted = await fitConsensus(train, { seed: 1 });
  const whole = await fitted.explain!(line);
  for (const [from, to] of [
    [0, 1],
    [17, 113],
    [113, 300],
  ] as const) {
    const some = takeRows(
      line,
      Int32Array.from({ length: to - from }, (_, i) => from + i),
    );
    const { scores, parts } = await fitted.explain!(some);
    agree(scores, whole.scores.slice(from, to));
    agree(parts, whole.parts.slice(from * 6, to * 6));
    assert.deepEqual(await fitted.score(some), scores);
  }
  fitted.dispose();
});

test('a network that cannot be trained is left out with the reason, also after it is restored', async () => {
  const wide = lineWithOutlier(5, 12);
  const fitted = await fitConsensus(wide, { seed: 1 });
  const leftOut = [{ detector: 'autoencoder', reason: '5 records are fewer than 12 features' }];
  assert.deepEqual(fitted.leftOut, leftOut);
  assert.equal(fitted.training, undefined);
  const restored = await consensus.restore(structuredClone(fitted.state()) as never, wide.columns);
  assert.deepEqual(restored.leftOut, leftOut);
  assert.deepEqual(await restored.score(wide), await fitted.score(wide));
  const { memberScores } = await restored.explain!(wide);
  assert.deepEqual(Object.keys(memberScores!), MEMBERS.slice(1));
  const single = await fitConsensus(lineWithOutlier(20, 1));
  assert.match(single.leftOut![0]!.reason, /^a single feature /);
  const alike = matrixOf(Array.from({ length: 20 }, () => [1, 2, 3]));
  assert.equal((await fitConsensus(alike)).leftOut![0]!.reason, 'no feature varies');
});

test('a flow log has members of its own with other weights, and each part of the score says so', async () => {
  const fitted = await fitConsensus(flows, { seed: 1 });
  const { members } = fitted.state() as unknown as State;
  assert.deepEqual(
    members.map(({ name, weight }) => [name, weight]),
    FLOW_MEMBERS.map((name, i) => [name, [0.5, 1.5, 1, 1.5, 1, 1][i]]),
  );
  assert.deepEqual(fitted.leftOut, []);
  const { scores, parts, memberScores } = await fitted.explain!(flows);
  assert.equal(scores.indexOf(Math.max(...scores)), 119);
  // Bytes in, bytes out, rarity of the port: which is why the last record is the first.
  const own = [...parts.subarray(119 * 3)];
  assert.equal(own.indexOf(Math.max(...own)), 2);
  const expected = members.reduce((sum, { name, weight, median, scale }) => {
    if (name === 'isolation forest') return sum;
    return sum + weight * Math.log1p((2 * Math.max(0, memberScores![name]![119]! - median)) / scale);
  }, 0);
  const sum = own.reduce((total, part) => total + part, 0);
  assert.ok(Math.abs(sum - expected) < 1e-4 * expected, `${sum}, not ${expected}`);
  fitted.dispose();
});

test('where records have requests or different response codes, the members of flow logs take no part', async () => {
  const request = { ...flows.columns[0]!, name: 'request_path_rarity', group: 'request' } as const;
  const withRequest = { ...flows, columns: [request, ...flows.columns.slice(1)] };
  const response = { ...flows.columns[0]!, name: 'response_rarity', topic: 'response' };
  const withResponse = { ...flows, columns: [response, ...flows.columns.slice(1)] };
  for (const matrix of [withResponse, withRequest]) {
    const fitted = await fitConsensus(matrix, { seed: 1 });
    const { members } = fitted.state() as unknown as State;
    assert.deepEqual(
      members.map(({ name, weight }) => [name, weight]),
      MEMBERS.map((name) => [name, name === 'root mean fourth power' ? 1.5 : 1]),
    );
    assert.deepEqual(fitted.leftOut, []);
    fitted.dispose();
  }
});

test('of a flow log with one port and one protocol, rare values are left out with the reason', async () => {
  const quantities = { ...flows, columns: flows.columns.slice(0, 2) };
  const values = flows.values.filter((_, at) => at % 3 < 2);
  const fitted = await fitConsensus({ ...quantities, values, categories: {} }, { seed: 1 });
  assert.deepEqual(fitted.leftOut, [
    { detector: 'rare values', reason: 'all records have the same port and protocol' },
  ]);
  fitted.dispose();
});

test('the members of a fitted consensus describe it, and of a flow log the kind of records', async () => {
  const both = consensus.describe(3);
  for (const name of [...MEMBERS, ...FLOW_MEMBERS]) assert.ok(both.how.includes(name), name);
  assert.match(
    both.how,
    /or, of records without requests and without different response codes, of autoencoder/,
  );
  for (const [matrix, names, kind] of [
    [flows, FLOW_MEMBERS, /which suit records without requests and without different response codes$/],
    [train, MEMBERS, /principal components by group$/],
  ] as const) {
    const fitted = await fitConsensus(matrix, { seed: 1 });
    const { score, how } = consensus.describe(3, fitted.state() as never);
    assert.match(how, kind);
    assert.ok(how.includes(names.join(', ')), how);
    assert.match(score, new RegExp(`by ${names.length} detectors together$`));
    fitted.dispose();
  }
  assert.deepEqual(consensus.describe(3, {} as never), both);
});

test('a state of an earlier version, which has no weights, gives the same scores', async () => {
  const fitted = await fitConsensus(train, { seed: 1 });
  const { members, ...state } = structuredClone(fitted.state()) as unknown as State;
  const earlier = { ...state, members: members.map(({ weight: _, ...member }) => member) };
  const restored = await consensus.restore(earlier as never, train.columns);
  assert.deepEqual(await restored.score(line), await fitted.score(line));
  fitted.dispose();
  restored.dispose();
});

test('a state with a detector that this version does not have is refused', async () => {
  const state = {
    members: [{ name: 'oracle', median: 0, scale: 1, state: {} }],
    leftOut: [],
    reference: Float32Array.of(1),
  };
  await assert.rejects(consensus.restore(state, line.columns), /no detector “oracle”: train it anew/);
});

test('progress is that of the network and of the detectors, and ends with the last', async () => {
  const seen: Progress[] = [];
  const fitted = await fitConsensus(line, { onProgress: (progress) => seen.push(progress) });
  fitted.dispose();
  const detectors = seen.filter(({ unit }) => unit === 'detectors');
  assert.deepEqual(
    detectors.map(({ done, total, note }) => [done, total, note]),
    MEMBERS.map((name, i) => [i + 1, 4, name]),
  );
  assert.equal(seen.filter(({ unit }) => unit === 'gradient steps').length, 20);
  assert.equal(seen.at(-1), detectors.at(-1));
});

test('aborted before the network is trained there is no detector; aborted in training all others are fitted', async () => {
  await assert.rejects(fitConsensus(line, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const abort = new AbortController();
  const fitted = await fitConsensus(line, { signal: abort.signal, onProgress: () => abort.abort() });
  assert.equal(fitted.training?.history.stopped, 'aborted');
  assert.equal(fitted.training?.history.kept, 5);
  assert.deepEqual(Object.keys((await fitted.explain!(line)).memberScores!), MEMBERS);
  fitted.dispose();
});

test('it leaves no tensors behind once it is disposed', async () => {
  const before = tf.memory().numTensors;
  const fitted = await fitConsensus(train);
  await fitted.explain!(line);
  const restored = await consensus.restore(fitted.state() as never, train.columns);
  await restored.score(line);
  fitted.dispose();
  restored.dispose();
  assert.equal(tf.memory().numTensors, before);
});

/** Any matrix of scaled features, whose tails are logarithms: constant columns, two rows and one column too. */
const anyMatrix = fc
  .record({ width: fc.integer({ min: 1, max: 6 }), rows: fc.integer({ min: 2, max: 40 }) })
  .chain(({ width, rows }) => {
    const value = fc.oneof(
      fc.double({ min: -3_000, max: 3_000, noNaN: true }),
      fc.constantFrom(0, 1, -1, 1e-30),
    );
    const column = fc.oneof(
      fc.array(value, { minLength: rows, maxLength: rows }),
      value.map((constant) => Array<number>(rows).fill(constant)),
    );
    return fc.record({
      columns: fc.array(column, { minLength: width, maxLength: width }),
      groups: fc.array(fc.constantFrom<FeatureGroup>('quantity', 'time', 'client'), {
        minLength: width,
        maxLength: width,
      }),
    });
  })
  .map(({ columns, groups }): FeatureMatrix => {
    const plain = matrixOf(columns[0]!.map((_, row) => columns.map((column) => column[row]!)));
    return { ...plain, columns: plain.columns.map((column, j) => ({ ...column, group: groups[j]! })) };
  });

test('scores of any finite features are finite, the same when they are explained, and parts are 0 or more', async () => {
  await fc.assert(
    fc.asyncProperty(anyMatrix, fc.integer({ min: 1, max: 1_000 }), async (matrix, seed) => {
      const fitted = await fitConsensus(matrix, { seed });
      const { scores, parts } = await fitted.explain!(matrix);
      assert.deepEqual(await fitted.score(matrix), scores);
      assert.ok(
        scores.every((score) => Number.isFinite(score) && score >= 0),
        `${scores}`,
      );
      assert.ok(
        parts.every((part) => Number.isFinite(part) && part >= 0),
        `${parts}`,
      );
      fitted.dispose();
    }),
    { numRuns: 40 },
  );
});
