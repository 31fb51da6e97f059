import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precisionRecallCurves } from '../../lib/charts/precision-recall-curves.js';

const points = [
  { precision: 1, recall: 0.25 },
  { precision: 0.8, recall: 0.5 },
  { precision: 0.1, recall: 1 },
];

test('the title says at which precision the best curve finds half of the positives', () => {
  const figure = precisionRecallCurves([{ name: 'ECOD', points }], { positiveShare: 0.1 });
  assert.equal(
    figure.title,
    'To find half of the positives with ECOD, one looks at alerts of which 80 % are right',
  );
  assert.deepEqual(figure.table.rows[1], ['ECOD', 0.5, 0.8]);
});

test('six curves are drawn at most, beside the line of guessing, and long ones are thinned', () => {
  const long = Array.from({ length: 5000 }, (_, i) => ({ precision: 1 - i / 5000, recall: (i + 1) / 5000 }));
  const figure = precisionRecallCurves(
    Array.from({ length: 9 }, (_, i) => ({ name: `d${i}`, points: long })),
    { positiveShare: 0.2 },
  );
  assert.equal(figure.data.length, 7);
  const { x } = figure.data[0] as { x: number[] };
  assert.ok(x.length <= 301 && x.at(-1) === 1, `${x.length}`);
});

test('without a curve the figure says that there is nothing to draw', () => {
  assert.equal(precisionRecallCurves([], { positiveShare: 0.5 }).table.rows.length, 0);
});
