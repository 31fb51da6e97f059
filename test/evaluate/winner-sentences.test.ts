import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareDetectors } from '../../lib/evaluate/evaluate-detectors.js';
import { describeDetectors } from '../../lib/evaluate/evaluation-text.js';
import { detectors as registered } from '../../lib/models/detectors/registry.js';
import { lineWithOutlier } from '../models/random-matrix.js';

test('a network that loses to a baseline is said to lose', async () => {
  const features = lineWithOutlier(300, 6);
  const labels = Uint8Array.from({ length: 300 }, (_, row) => (row === 0 || row === 7 ? 1 : 0));
  const actors = Array.from({ length: 300 }, (_, row) => `actor ${row % 50}`);
  const none = {
    detector: 'autoencoder' as const,
    matrix: async () => features,
    seed: 1,
    scores: new Float32Array(300),
  };
  const evaluated = await compareDetectors(none, { labels, actors });
  assert.deepEqual(
    evaluated.detectors.map(({ detector }) => detector).toSorted(),
    ['autoencoder', ...registered.flatMap(({ name, network }) => (network ? [] : [name]))].toSorted(),
  );
  // Of records without quantities and ports, detectors of flow logs have equal scores as well.
  const precisionOf = (name: string) =>
    evaluated.detectors.find(({ detector }) => detector === name)?.evaluation.averagePrecision.value;
  assert.equal(precisionOf('autoencoder'), precisionOf(evaluated.detectors.at(-1)!.detector));
  assert.match(
    describeDetectors(evaluated).join(),
    /^Of those that learn from records alone, a baseline wins: .+, the autoencoder 0\.007\.$/,
  );
  const perfect = { ...none, scores: Float32Array.from(labels) };
  const [sentence] = describeDetectors(await compareDetectors(perfect, { labels, actors }));
  assert.equal(
    sentence,
    'Of those that learn from records alone, the autoencoder is best: average precision 1.000.',
  );
  // A detection by another detector: it stands once among those without a network, which have no network to beat.
  const forest = await compareDetectors({ ...perfect, detector: 'isolation forest' }, { labels, actors });
  const names = forest.detectors.map(({ detector }) => detector);
  assert.deepEqual(
    names.toSorted(),
    registered.flatMap(({ name, network }) => (network ? [] : [name])).toSorted(),
  );
  assert.deepEqual(describeDetectors(forest), [
    'Of those that learn from records alone, the isolation forest is best: average precision 1.000.',
  ]);
});
