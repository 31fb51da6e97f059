import { fitBaselines } from '../../../lib/models/baselines/fit-baselines.js';
import { takeRows } from '../../../lib/models/baselines/take-rows.js';
import { classify } from '../../../lib/models/classify.js';
import { scoreAnomalies } from '../../../lib/models/score-anomalies.js';
import { trainAutoencoder } from '../../../lib/models/train-autoencoder.js';
import { trainClassifier } from '../../../lib/models/train-classifier.js';
import type { Case } from './cases.js';

/** Scores of the test rows by `setting|detector`, of all our detectors on our features. */
export async function ourScores({
  train,
  test,
  trainLabels,
  seed,
}: Case): Promise<Map<string, ArrayLike<number>>> {
  const found = new Map<string, ArrayLike<number>>();
  const normal = Int32Array.from(trainLabels.keys()).filter((row) => trainLabels[row] === 0);
  for (const [setting, matrix] of [
    ['normal only', takeRows(train.ours, normal)],
    ['mix', train.ours],
  ] as const) {
    for (const { name, score } of await fitBaselines(matrix, { seed })) {
      found.set(`${setting}|our ${name}`, await score(test.ours));
    }
    const autoencoder = await trainAutoencoder(matrix, { seed });
    found.set(`${setting}|our autoencoder`, (await scoreAnomalies(autoencoder, test.ours)).scores);
    autoencoder.model.dispose();
  }
  for (const { name, score } of await fitBaselines(train.ours, { seed, labels: trainLabels })) {
    found.set(`labels|our ${name.replace(/:.*/, ' rule')}`, await score(test.ours));
  }
  const rows = Int32Array.from(trainLabels.keys());
  const classifier = await trainClassifier(train.ours, trainLabels, rows, { seed });
  found.set('labels|our classifier', await classify(classifier, test.ours));
  classifier.model.dispose();
  return found;
}
