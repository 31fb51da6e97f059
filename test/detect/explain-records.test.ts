import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFeature } from '../../lib/detect/describe-feature.js';
import { explainRecords } from '../../lib/detect/explain-records.js';
import { TOP_TOPICS } from '../../lib/models/top-topics.js';
import { lineWithOutlier } from '../models/random-matrix.js';

test('each record keeps its own reasons, matrix by matrix, and small parts of a score are not told', () => {
  const matrix = lineWithOutlier(3, 4);
  const { add, reasons, reasonTexts } = explainRecords(6);
  // Rows 0 and 2 have two reasons worth telling, row 1 has one.
  const topColumns = Int16Array.of(2, 0, 1, 3, 1, -1, 0, 3, -1);
  const topShares = Float32Array.of(0.5, 0.25, 0.0625, 0.75, 0.0625, 0, 0.5, 0.5, 0);
  add(matrix, { topColumns, topShares });
  add(matrix, { topColumns: topColumns.slice().reverse(), topShares: topShares.slice().reverse() });
  assert.deepEqual(reasons(0), [
    { feature: 'f2', share: 0.5, text: describeFeature(matrix, 0, 2) },
    { feature: 'f0', share: 0.25, text: describeFeature(matrix, 0, 0) },
  ]);
  assert.deepEqual(reasons(1), [{ feature: 'f3', share: 0.75, text: describeFeature(matrix, 1, 3) }]);
  assert.deepEqual(
    reasons(2).map(({ feature }) => feature),
    ['f0', 'f3'],
  );
  // Turned round, the first place of row 0 is empty.
  assert.deepEqual(reasons(3), []);
  const { places, texts } = reasonTexts;
  for (let row = 0; row < 6; row++)
    assert.deepEqual(
      [...places.subarray(row * TOP_TOPICS, (row + 1) * TOP_TOPICS)].flatMap((place) => texts[place] ?? []),
      reasons(row).map(({ text }) => text),
    );
  assert.equal(new Set(texts).size, texts.length, 'each text once');
});
