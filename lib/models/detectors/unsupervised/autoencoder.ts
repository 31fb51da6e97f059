import * as tf from '@tensorflow/tfjs';
import type { FeatureColumn } from '../../../features/feature-matrix.js';
import {
  all,
  count,
  floats,
  listOf,
  number,
  object,
  oneOf,
  type Shape,
  where,
} from '../../../files/json-shape.js';
import { formatCount } from '../../../text/format-count.js';
import {
  type AutoencoderOptions,
  type AutoencoderSettings,
  defaultAutoencoder,
} from '../../autoencoder-options.js';
import { type BackendName, useBackend } from '../../backend.js';
import { buildAutoencoder } from '../../build-autoencoder.js';
import { anyVaries } from '../../check-training.js';
import { explainAnomalies, scoreAnomalies } from '../../score-anomalies.js';
import { type Autoencoder, trainAutoencoder } from '../../train-autoencoder.js';
import { historyShape, type TrainHistory } from '../../train-history.js';
import type { Detector, FitOptions, FittedDetector } from '../detector.js';

/** The weights of each network, kernel and bias of each layer in order, and how they were trained. */
type State = {
  readonly weights: readonly (readonly Float32Array[])[];
  readonly options: AutoencoderSettings;
  readonly history: TrainHistory;
};

/** Networks of one state: each takes memory and time. */
const MAX_NETWORKS = 256;

/** Shape of a state whose layers are as wide as their weights are long, so that nothing larger is ever made. */
const stateShape = ({ length: width }: readonly FeatureColumn[]): Shape =>
  all(
    object({
      weights: listOf(listOf(floats()), MAX_NETWORKS),
      options: object({
        layers: listOf(where((units) => Number.isSafeInteger(units) && Number(units) > 0)),
        activation: oneOf('relu', 'tanh', 'elu'),
        seed: number,
        networks: count,
      }),
      history: historyShape,
    }),
    (value, place) => {
      const { weights, options } = value as State;
      const sizes = [width, ...options.layers, width];
      const lengths = sizes.slice(1).flatMap((units, i) => [sizes[i]! * units, units]);
      const fits = (network: readonly Float32Array[]) =>
        network.length === lengths.length && network.every((values, i) => values.length === lengths[i]);
      if (weights.length === 0) return `${place}.weights`;
      const odd = weights.findIndex((network) => !fits(network));
      return odd < 0 ? undefined : `${place}.weights[${odd}]`;
    },
  );

/** Reconstruction error of networks that learned to reconstruct typical records. */
export const autoencoder: Detector<'autoencoder', FitOptions & AutoencoderOptions, State> = {
  name: 'autoencoder',
  ownOptions: ownOptionNames(),
  network: true,
  describe: (features) => ({
    score: 'the reconstruction error of an autoencoder',
    how: `it learns to rebuild ${formatCount(features, 'feature')} of a record, and rebuilds unusual ones badly`,
  }),
  whyNot: ({ values, rows, columns }) => {
    if (columns.length < 2) return 'a single feature has nothing to be rebuilt from';
    if (rows < columns.length)
      return `${formatCount(rows, 'record')} are fewer than ${formatCount(columns.length, 'feature')}`;
    return anyVaries({ values, columns }) ? undefined : 'no feature varies';
  },
  fitRows: (records, options) => ({ ...defaultAutoencoder(records, 1), ...options }).trainRows,
  fit: async (matrix, { records = matrix.rows, ...options } = {}) => {
    // Defaults depend on the number of records, since the size of a sample varies by chance.
    const chosen = { ...defaultAutoencoder(records, matrix.columns.length), ...options };
    const trained = await trainAutoencoder(matrix, chosen);
    return fitted(trained, await useBackend());
  },
  restore: async ({ weights, options, history }, columns) => {
    const backend = await useBackend();
    const models = weights.map((ofNetwork) => {
      const model = buildAutoencoder(columns.length, options);
      const shapes = model.getWeights().map(({ shape }) => shape);
      const tensors = ofNetwork.map((values, i) => tf.tensor(values, shapes[i]!));
      model.setWeights(tensors);
      tf.dispose(tensors);
      return model;
    });
    return fitted({ models, options, history }, backend);
  },
  stateShape,
};

/** Settings besides the seed, which every detector has. */
function ownOptionNames(): readonly string[] {
  const { seed: _, ...own } = defaultAutoencoder(1, 1);
  return Object.keys(own);
}

function fitted(
  { models, options, history }: Pick<Autoencoder, 'models' | 'options' | 'history'>,
  backend: BackendName,
): FittedDetector {
  return {
    name: autoencoder.name,
    score: (matrix, operation) => scoreAnomalies(matrix, { models }, operation),
    explain: (matrix, operation) => explainAnomalies(matrix, { models }, operation),
    state: () => ({
      weights: models.map((model) =>
        model.getWeights().map((weight) => Float32Array.from(weight.dataSync<'float32'>())),
      ),
      options,
      history,
    }),
    training: { history, backend },
    dispose: () => {
      for (const model of models) model.dispose();
    },
  };
}
