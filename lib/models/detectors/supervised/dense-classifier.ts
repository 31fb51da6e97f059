import { formatCount } from '../../../text/format-count.js';
import { useBackend } from '../../backend.js';
import type { ClassifierOptions } from '../../classifier-options.js';
import { classify } from '../../classify.js';
import { trainClassifier } from '../../train-classifier.js';
import type { FitOptions, SupervisedDetector } from '../detector.js';

/** A dense network that predicts the class. */
export const denseClassifier: SupervisedDetector<'dense classifier', FitOptions & ClassifierOptions> = {
  name: 'dense classifier',
  network: true,
  describe: (features) => ({
    score: 'the probability of class 1 by a dense network',
    how: `it learns from ${formatCount(features, 'feature')} of labelled records to tell the classes apart`,
  }),
  fit: async (matrix, labels, { records: _, ...options } = {}) => {
    const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
    const { model, history } = await trainClassifier(matrix, labels, rows, options);
    return {
      name: denseClassifier.name,
      score: (scored, options) => classify(scored, { model }, options),
      training: { history, backend: await useBackend() },
      dispose: () => {
        model.dispose();
      },
    };
  },
};
