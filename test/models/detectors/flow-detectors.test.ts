import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import type { FittedDetector } from '../../../lib/models/detectors/detector.js';
import { deviationByPort } from '../../../lib/models/detectors/unsupervised/deviation-by-port.js';
import { isFlowLog } from '../../../lib/models/detectors/unsupervised/flow-columns.js';
import { mahalanobisDistance } from '../../../lib/models/detectors/unsupervised/mahalanobis-distance.js';
import { rareValues } from '../../../lib/models/detectors/unsupervised/rare-values.js';
import { type Flows, flowMatrix } from '../flow-matrix.js';

const detectors = [mahalanobisDistance, deviationByPort, rareValues];

const near = (found: number, expected: number, message?: string) =>
  assert.ok(
    Math.abs(found - expected) <= 1e-4 * Math.max(1, Math.abs(expected)),
    `${message ?? ''}: ${found}, not ${expected}`,
  );

const scoresOf = async (detector: FittedDetector, matrix: FeatureMatrix) => [
  ...(await detector.score(matrix)),
];

/** Parts of a record by the name of its feature. */
async function partsOf(detector: FittedDetector, matrix: FeatureMatrix, row: number) {
  const { parts } = await detector.explain!(matrix);
  const width = matrix.columns.length;
  return Object.fromEntries(matrix.columns.map(({ name }, j) => [name, parts[row * width + j]!]));
}

/** Eight records: bytes in go with the port, and one port is rare. */
const few: Flows = {
  quantities: { bytes_in: [2, 4, 2, 4, 6, 8, 6, 8] },
  categories: { dst_port: ['443', '443', '443', '443', '22', '22', '22', '22'] },
};

test('the Mahalanobis distance of a value by itself is 1 / share - 1', async () => {
  const matrix = flowMatrix({
    quantities: { bytes_in: [3, 3, 3, 3] },
    categories: { dst_port: ['443', '443', '443', '22'] },
  });
  const scores = await scoresOf(await mahalanobisDistance.fit(matrix), matrix);
  for (const [row, expected] of [1 / 3, 1 / 3, 1 / 3, 3].entries()) near(scores[row]!, expected);
});

test('of a quantity and a port, the Mahalanobis distance is that of the port and of the quantity within the port', async () => {
  const matrix = flowMatrix(few);
  const fitted = await mahalanobisDistance.fit(matrix);
  // Each port has half of the records: 1; within it a record is one standard deviation from the mean: 1.
  for (const score of await scoresOf(fitted, matrix)) near(score, 2);
  const odd = flowMatrix({ quantities: { bytes_in: [9, 3] }, categories: { dst_port: ['443', '443'] } }, few);
  const scores = await scoresOf(fitted, odd);
  near(scores[0]!, 1 + 6 ** 2);
  near(scores[1]!, 1);
  const { bytes_in: ofBytes, port_rarity: ofPort } = await partsOf(fitted, odd, 0);
  // Deviation from the mean of all (4) times that within the port (6), and of the port the rest.
  near(ofBytes!, 24);
  near(ofPort!, 13);
});

test('a port never seen in training adds the distance of a port of half a record, and is the reason', async () => {
  const fitted = await mahalanobisDistance.fit(flowMatrix(few));
  const unseen = flowMatrix({ quantities: { bytes_in: [5] }, categories: { dst_port: ['8080'] } }, few);
  const [score] = await scoresOf(fitted, unseen);
  // 1 / share is 16 for half of a record in eight, and 2 for both ports.
  near(score!, 16 - 2);
  const { bytes_in: ofBytes, port_rarity: ofPort } = await partsOf(fitted, unseen, 0);
  near(ofBytes!, 0);
  near(ofPort!, score!);
});

test('ports beyond the 64 most frequent share one column, which is also that of ports never seen', async () => {
  // 64 ports of two records each, then 36 of one.
  const ports = Array.from({ length: 164 }, (_, i) => String(i < 128 ? i >> 1 : i - 64));
  const flows: Flows = { quantities: { bytes_in: ports.map(() => 3) }, categories: { dst_port: ports } };
  const matrix = flowMatrix(flows);
  const fitted = await mahalanobisDistance.fit(matrix);
  const scores = await scoresOf(fitted, matrix);
  near(scores[0]!, 164 / 2 - 1);
  near(scores[127]!, 164 / 2 - 1);
  near(scores[128]!, 164 / 36 - 1);
  near(scores[163]!, 164 / 36 - 1);
  const unseen = flowMatrix({ quantities: { bytes_in: [3] }, categories: { dst_port: ['x'] } }, flows);
  near((await scoresOf(fitted, unseen))[0]!, 164 / 36 - 1);
});

test('the deviation by port is measured from the median of the port, shrunk by ten records', async () => {
  const matrix = flowMatrix(few);
  const fitted = await deviationByPort.fit(matrix);
  // Medians: 5 of all, 3 and 7 of the ports, which count 4 in 14; differences -2.43, -0.43 and 0.43, 2.43.
  const shrunk = (4 * 3 + 10 * 5) / 14;
  const differences = [2 - shrunk, 4 - shrunk];
  const variance = (differences[0]! ** 2 + differences[1]! ** 2) / 2;
  const scores = await scoresOf(fitted, matrix);
  near(scores[0]!, differences[0]! ** 2 / variance);
  near(scores[1]!, differences[1]! ** 2 / variance);
  near(scores[7]!, differences[0]! ** 2 / variance);
  // A port never seen has the median of all.
  const unseen = flowMatrix({ quantities: { bytes_in: [8] }, categories: { dst_port: ['1'] } }, few);
  near((await scoresOf(fitted, unseen))[0]!, 9 / variance);
  near((await partsOf(fitted, unseen, 0)).bytes_in!, 9 / variance);
  assert.equal((await partsOf(fitted, unseen, 0)).port_rarity, 0);
});

test('rare values are 1 / share less that of the median record, of the port and of the protocol', async () => {
  const flows: Flows = {
    quantities: { bytes_in: [1, 2, 3, 4] },
    categories: { dst_port: ['443', '443', '443', '22'], protocol: ['TCP', 'TCP', 'UDP', 'UDP'] },
  };
  const matrix = flowMatrix(flows);
  const fitted = await rareValues.fit(matrix);
  const scores = await scoresOf(fitted, matrix);
  near(scores[0]!, 0);
  near(scores[3]!, 4 - 4 / 3);
  const {
    port_rarity: ofPort,
    protocol_rarity: ofProtocol,
    bytes_in: ofBytes,
  } = await partsOf(fitted, matrix, 3);
  near(ofPort!, 4 - 4 / 3);
  near(ofProtocol!, 0);
  assert.equal(ofBytes, 0);
  const unseen = flowMatrix(
    { quantities: { bytes_in: [1] }, categories: { dst_port: ['1'], protocol: ['TCP'] } },
    flows,
  );
  near((await scoresOf(fitted, unseen))[0]!, 8 - 4 / 3);
});

test('a log with one port and one protocol has scores by its quantities alone', async () => {
  const matrix = flowMatrix({
    quantities: { bytes_in: [1, 2, 3, 20, 1, 2, 3, 2], duration: [0, 1, 0, 1, 1, 0, 0, 1] },
  });
  assert.equal(rareValues.whyNot!(matrix), 'all records have the same port and protocol');
  assert.deepEqual(await scoresOf(await rareValues.fit(matrix), matrix), Array(8).fill(0));
  for (const detector of [mahalanobisDistance, deviationByPort]) {
    assert.equal(detector.whyNot!(matrix), undefined, detector.name);
    const scores = await scoresOf(await detector.fit(matrix), matrix);
    assert.equal(scores.indexOf(Math.max(...scores)), 3, detector.name);
  }
});

test('quantities that are constant, or equal, count once or not at all', async () => {
  const once = flowMatrix({ quantities: { bytes_in: [1, 2, 3, 10] } });
  const twice = flowMatrix({
    quantities: { bytes_in: [1, 2, 3, 10], bytes_out: [1, 2, 3, 10], duration: [7, 7, 7, 7] },
  });
  const expected = await scoresOf(await mahalanobisDistance.fit(once), once);
  const found = await scoresOf(await mahalanobisDistance.fit(twice), twice);
  for (const [row, score] of found.entries()) near(score, expected[row]!);
  const alike = flowMatrix({ quantities: { bytes_in: [4, 4, 4] } });
  for (const detector of [mahalanobisDistance, deviationByPort])
    assert.deepEqual(await scoresOf(await detector.fit(alike), alike), [0, 0, 0], detector.name);
});

test('without bytes and duration, distance and deviation say why they have nothing to measure', () => {
  const matrix = flowMatrix({ quantities: { bytes_ratio: [1, 2] }, categories: { dst_port: ['1', '2'] } });
  for (const detector of [mahalanobisDistance, deviationByPort])
    assert.equal(detector.whyNot!(matrix), 'neither bytes nor duration vary');
  assert.equal(rareValues.whyNot!(matrix), undefined);
});

test('a matrix without the codes that its rarities need is refused with the column’s name', async () => {
  const matrix = { ...flowMatrix(few), categories: {} };
  for (const detector of [mahalanobisDistance, deviationByPort])
    await assert.rejects(detector.fit(matrix), /a rarity of dst_port but no codes/);
});

test('a log is one of flows when it has quantities, and neither requests nor response codes', () => {
  const matrix = flowMatrix(few);
  const withColumn = (more: Partial<FeatureMatrix['columns'][number]>) => ({
    ...matrix,
    columns: [...matrix.columns, { ...matrix.columns[0]!, name: 'other', ...more }],
  });
  assert.equal(isFlowLog(matrix), true);
  assert.equal(isFlowLog(withColumn({ group: 'request' })), false);
  assert.equal(isFlowLog(withColumn({ topic: 'response' })), false);
  assert.equal(isFlowLog(withColumn({ group: 'client' })), true);
  assert.equal(isFlowLog({ ...matrix, columns: matrix.columns.slice(1) }), false);
});

/** Any connections, with rare and constant values and huge quantities. */
const anyFlows = fc
  .record({
    names: fc.subarray(['bytes_in', 'bytes_out', 'duration'], { minLength: 1 }),
    columns: fc.subarray(['dst_port', 'protocol']),
    rows: fc.integer({ min: 2, max: 60 }),
  })
  .chain(({ names, columns, rows }) => {
    const many = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rows, maxLength: rows });
    const amount = fc.oneof(fc.double({ min: 0, max: 45, noNaN: true }), fc.constantFrom(0, 0.1, 1e6, -1e6));
    const text = fc.oneof(fc.constantFrom('443', '', '22'), fc.string());
    return fc.record({
      quantities: fc.record(Object.fromEntries(names.map((name) => [name, many(amount)]))),
      categories: fc.record(Object.fromEntries(columns.map((name) => [name, many(text)]))),
    });
  });

test('scores of any flows are finite, and distances 0 or more; they are the same when explained and when restored', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlows, async (flows) => {
      const matrix = flowMatrix(flows as Flows);
      for (const detector of detectors) {
        const fitted = await detector.fit(matrix);
        const scores = await fitted.score(matrix);
        const { scores: explained, parts } = await fitted.explain!(matrix);
        assert.deepEqual(explained, scores);
        assert.ok(scores.every(Number.isFinite), detector.name);
        if (detector !== rareValues) assert.ok(scores.every((score) => score >= -1e-6));
        assert.ok(
          parts.every((part) => Number.isFinite(part) && part >= 0),
          detector.name,
        );
        const restored = await detector.restore(structuredClone(fitted.state()) as never, matrix.columns);
        assert.deepEqual(await restored.score(matrix), scores);
      }
    }),
    { numRuns: 200 },
  );
});
