import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Scorer } from '../../../lib/models/detectors/detector.js';
import { fitLogisticRegression } from '../../../lib/models/detectors/supervised/logistic-regression.js';
import { fitEcod } from '../../../lib/models/detectors/unsupervised/ecod.js';
import { fitNearestNeighbours } from '../../../lib/models/detectors/unsupervised/nearest-neighbours.js';
import { fitPrincipalComponents } from '../../../lib/models/detectors/unsupervised/principal-components.js';
import { fitRobustZ } from '../../../lib/models/detectors/unsupervised/robust-z.js';
import { matrixOf } from '../matrix-of.js';

// golden.json is what scikit-learn, PyOD and numpy say (golden.py).
const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Readonly<
  Record<string, readonly number[]>
>;
const width = 4;
const matrix = matrixOf(
  Array.from({ length: golden.labels!.length }, (_, i) => golden.values!.slice(i * width, (i + 1) * width)),
);

async function agrees(detector: Scorer, name: string): Promise<void> {
  const scores = await detector.score(matrix);
  assert.equal(scores.length, 60);
  for (const [row, score] of scores.entries()) {
    const expected = golden[name]![row]!;
    assert.ok(
      Math.abs(score - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
      `${name}, row ${row}: ${score}, not ${expected}`,
    );
  }
}

test('robust z is the largest modified z-score that numpy computes', async () => {
  await agrees(await fitRobustZ(matrix), 'robust z');
});

test('ECOD scores the records it was fitted on as PyOD does, ties and skewed features included', async () => {
  await agrees(await fitEcod(matrix), 'ECOD');
});

test('principal components score is the squared Mahalanobis distance that numpy computes', async () => {
  await agrees(await fitPrincipalComponents(matrix), 'principal components');
});

test('the distance to the 5th neighbour, itself included, is PyOD’s to the 4th without it', async () => {
  await agrees(await fitNearestNeighbours(matrix, { k: 5 }), 'nearest neighbours');
});

test('logistic regression gives the probabilities of scikit-learn', async () => {
  await agrees(await fitLogisticRegression(matrix, golden.labels!), 'logistic regression');
});
