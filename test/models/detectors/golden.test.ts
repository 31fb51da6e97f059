import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import type { Scorer } from '../../../lib/models/detectors/detector.js';
import { fitLogisticRegression } from '../../../lib/models/detectors/supervised/logistic-regression.js';
import { consensus } from '../../../lib/models/detectors/unsupervised/consensus.js';
import { fitDeviationByPort } from '../../../lib/models/detectors/unsupervised/deviation-by-port.js';
import { fitEcod } from '../../../lib/models/detectors/unsupervised/ecod.js';
import { fitGroupedComponents } from '../../../lib/models/detectors/unsupervised/grouped-components.js';
import { fitMahalanobisDistance } from '../../../lib/models/detectors/unsupervised/mahalanobis-distance.js';
import { fitNearestNeighbours } from '../../../lib/models/detectors/unsupervised/nearest-neighbours.js';
import {
  rootMeanFourthPower,
  rootMeanSquare,
} from '../../../lib/models/detectors/unsupervised/power-means.js';
import { fitPrincipalComponents } from '../../../lib/models/detectors/unsupervised/principal-components.js';
import { rareValues } from '../../../lib/models/detectors/unsupervised/rare-values.js';
import { fitRobustZ } from '../../../lib/models/detectors/unsupervised/robust-z.js';
import { type Flows, flowMatrix } from '../flow-matrix.js';
import { matrixOf } from '../matrix-of.js';

// golden.json is what scikit-learn, PyOD and numpy say (golden.py).
interface Golden {
  readonly flows: Readonly<
    Record<
      'quantities' | 'ports' | 'protocols' | 'Mahalanobis distance' | 'deviation by port' | 'rare values',
      readonly number[]
    >
  >;
  readonly values: readonly number[];
  readonly labels: readonly number[];
  readonly 'parts by group': readonly number[];
  readonly 'consensus state': {
    /** Median and scale of the root mean fourth power, and of the principal components by group. */
    readonly scales: readonly (readonly [number, number])[];
    readonly groups: readonly {
      readonly columns: readonly number[];
      readonly means: readonly number[];
      readonly directions: readonly number[];
      readonly median: number;
      readonly scale: number;
    }[];
    readonly reference: readonly number[];
  };
}
const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Golden;
const width = 4;
const plain = matrixOf(Float32Array.from(golden.values), width);
const groups = ['quantity', 'quantity', 'category', 'client'] as const;
const matrix: FeatureMatrix = {
  ...plain,
  columns: plain.columns.map((column, j) => ({ ...column, group: groups[j]! })),
};

async function agrees(detector: Scorer, name: string, scored = matrix): Promise<void> {
  const scores = await detector.score(scored);
  assert.equal(scores.length, 60);
  near(scores, golden[name as 'values'], name);
}

function near(values: Float32Array, expected: readonly number[], name: string): void {
  assert.equal(values.length, expected.length, name);
  for (const [at, value] of values.entries())
    assert.ok(
      Math.abs(value - expected[at]!) <= 1e-5 * Math.max(1, Math.abs(expected[at]!)),
      `${name}, place ${at}: ${value}, not ${expected[at]}`,
    );
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

test('power means are those that numpy computes', async () => {
  await agrees(await rootMeanSquare.fit(matrix), 'root mean square');
  await agrees(await rootMeanFourthPower.fit(matrix), 'root mean fourth power');
});

test('principal components by group are Mahalanobis distances in units of their upper tenth, and so are their parts', async () => {
  const fitted = await fitGroupedComponents(matrix);
  await agrees(fitted, 'principal components by group');
  near((await fitted.explain!(matrix)).parts, golden['parts by group'], 'parts by group');
});

/** The flows `from` to `to` (exclusive) of golden.json. */
function flowsFrom(from: number, to: number): Flows {
  const { quantities, ports, protocols } = golden.flows;
  const logarithms = (j: number) => quantities.filter((_, at) => at % 3 === j).slice(from, to);
  return {
    quantities: { bytes_in: logarithms(0), bytes_out: logarithms(1), duration: logarithms(2) },
    categories: {
      dst_port: ports.slice(from, to).map(String),
      protocol: protocols.slice(from, to).map(String),
    },
  };
}

test('detectors of flow logs agree with scikit-learn and numpy, also on records they were not fitted on', async () => {
  const train = flowsFrom(0, 80);
  const learned = flowMatrix(train);
  const scored = flowMatrix(flowsFrom(0, 100), train);
  for (const fitted of [
    await fitMahalanobisDistance(learned),
    await fitDeviationByPort(learned),
    await rareValues.fit(learned),
  ])
    near(await fitted.score(scored), golden.flows[fitted.name as 'ports'], fitted.name);
});

/** Inverse of the covariance from components divided by their standard deviations, one after the other. */
const precisionOf = (directions: readonly number[], size: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => {
    const [j, k] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let from = 0; from < directions.length; from += size)
      sum += directions[from + j]! * directions[from + k]!;
    return sum;
  });

test('a consensus adds up logarithms, the fourth power one and a half times, and gives the surprise of the sum', async () => {
  const { scales, groups: states, reference } = golden['consensus state'];
  const [ofPower, ofComponents] = scales.map(([median, scale]) => ({ median, scale }));
  const restored = await consensus.restore(
    {
      members: [
        { name: 'root mean fourth power', state: {}, ...ofPower! },
        {
          name: 'principal components by group',
          state: {
            groups: states.map(({ columns, means, directions, ...scale }) => ({
              columns: Int32Array.from(columns),
              means: Float64Array.from(means),
              precision: precisionOf(directions, columns.length),
              ...scale,
            })),
          },
          ...ofComponents!,
        },
      ],
      leftOut: [],
      reference: Float32Array.from(reference),
    },
    matrix.columns,
  );
  await agrees(restored, 'consensus');
  await agrees(restored, 'consensus far off', { ...matrix, values: matrix.values.map((value) => 3 * value) });
});
