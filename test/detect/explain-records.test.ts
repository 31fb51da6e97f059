import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeFeature } from '../../lib/detect/describe-feature.js';
import {
  CLIENT,
  explainRecords,
  explainScores,
  MAX_REASONS,
  reasonsNote,
} from '../../lib/detect/explain-records.js';
import { describeTail, learnTails } from '../../lib/detect/value-tails.js';
import { fitIsolationForest } from '../../lib/models/detectors/unsupervised/isolation-forest.js';
import { rootMeanFourthPower } from '../../lib/models/detectors/unsupervised/power-means.js';
import { matrixOf } from '../models/matrix-of.js';
import { lineWithOutlier } from '../models/random-matrix.js';

/** Three records whose features are all unusual. */
const matrix = matrixOf([
  [2, 3, 4, 5],
  [3, -2, 9, 1.5],
  [2, 3, 4, 6],
]);

test('each record keeps its own reasons, matrix by matrix, and small parts of a score are none', () => {
  const { add, reasons, reasonTexts } = explainRecords(6);
  const parts = Float32Array.of(2, 1, 4, 0.5, 1, 0.5, 0.5, 6, 4, 0, 0, 4);
  add(matrix, { parts });
  add(matrix, { parts: parts.slice().reverse() });
  const of = (row: number, column: number, share: number) => ({
    feature: `f${column}`,
    share: Math.fround(share),
    text: describeFeature(matrix, row, column),
  });
  assert.deepEqual(reasons(0), [of(0, 2, 4 / 7.5), of(0, 0, 2 / 7.5), of(0, 1, 1 / 7.5)]);
  assert.deepEqual(reasons(1), [of(1, 3, 0.75), of(1, 0, 0.125)]);
  assert.deepEqual(reasons(2), [of(2, 0, 0.5), of(2, 3, 0.5)]);
  assert.deepEqual(reasons(3), [of(0, 0, 0.5), of(0, 3, 0.5)]);
  const { places, texts } = reasonTexts;
  for (let row = 0; row < 6; row++)
    assert.deepEqual(
      [...places.subarray(row * MAX_REASONS, (row + 1) * MAX_REASONS)].flatMap((place) => texts[place] ?? []),
      reasons(row).map(({ text }) => text),
    );
  assert.equal(new Set(texts).size, texts.length, 'each text once');
});

test('with tails, a reason says how rare its value is', () => {
  const line = lineWithOutlier(100, 3);
  const tails = learnTails(line);
  const { add, reasons } = explainRecords(100, tails);
  add(line, { parts: line.values.map((value) => value * value) });
  const tail = describeTail(tails, line, 0, 2);
  assert.equal(tail, 'as high in 1 of 100 records');
  assert.equal(reasons(0)[0]!.text, `${describeFeature(line, 0, 2)}, ${tail}`);
});

test('the client stands among the reasons by its share, and those of the features shrink', () => {
  const parts = Float32Array.of(2, 1, 1, 0, 2, 1, 1, 0, 0, 0, 0, 0);
  const features = [0.5, 0.25, 0.25];
  for (const [share, place] of [
    [0.9, 0],
    [0.34, 0],
    [0.3, 1],
    [0.15, 3],
  ] as const) {
    const { add, addClient, reasons } = explainRecords(3);
    add(matrix, { parts });
    addClient(0, share, 'the client');
    const rest = features.map((feature) => feature * (1 - share));
    const expected = [...rest.slice(0, place), share, ...rest.slice(place)];
    const found = reasons(0);
    assert.deepEqual(
      found.map(({ feature }) => feature === CLIENT),
      expected.map((_, i) => i === place),
      `${share}`,
    );
    found.forEach((reason, i) => {
      assert.ok(Math.abs(reason.share - expected[i]!) < 1e-6, `${share}: ${reason.share}`);
    });
    assert.equal(found[place]!.text, 'the client');
    assert.equal(reasons(1).length, 3, 'other records keep theirs');
  }
});

test('a client with a small share is no reason, and one may be the only reason', () => {
  const { add, addClient, reasons } = explainRecords(3);
  add(matrix, { parts: Float32Array.of(2, 1, 1, 0, 2, 1, 1, 0, 0, 0, 0, 0) });
  const before = reasons(0);
  addClient(0, 0.09, 'the client');
  assert.deepEqual(reasons(0), before);
  addClient(2, 1, 'the client');
  assert.deepEqual(reasons(2), [{ feature: CLIENT, share: 1, text: 'the client' }]);
});

test('reasons of any parts and clients descend, and their shares are no more than all of the score', () => {
  const share = fc.float({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { minLength: 12, maxLength: 12 }), share, (parts, ofClient) => {
      const { add, addClient, reasons } = explainRecords(3);
      add(matrix, { parts: Float32Array.from(parts) });
      for (const row of [0, 1, 2]) addClient(row, ofClient, `client ${row}`);
      for (const row of [0, 1, 2]) {
        const shares = reasons(row).map((reason) => reason.share);
        assert.deepEqual(
          shares,
          shares.toSorted((a, b) => b - a),
        );
        assert.ok(shares.reduce((sum, one) => sum + one, 0) <= 1 + 1e-6);
        assert.equal(
          reasons(row).some(({ feature }) => feature === CLIENT),
          ofClient >= 0.1,
        );
      }
    }),
  );
});

test('a detector without parts is explained by squared distances from the medians, and a note says so', async () => {
  const line = lineWithOutlier(50, 4);
  const forest = await fitIsolationForest(line, { trees: 5 });
  const { scores, parts } = await explainScores(line, forest);
  assert.deepEqual(scores, await forest.score(line));
  assert.deepEqual(
    parts,
    line.values.map((value) => value * value),
  );
  assert.equal(
    reasonsNote(forest),
    'the features farthest from their medians, since isolation forest gives no reasons of its own',
  );
  assert.equal(reasonsNote(await rootMeanFourthPower.fit(line)), null);
});
