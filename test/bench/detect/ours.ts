import { detectors, supervisedDetectors } from '../../../lib/models/detectors/registry.js';
import { takeRows } from '../../../lib/models/take-rows.js';
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
    for (const { name, fit } of detectors) {
      const fitted = await fit(matrix, { seed });
      found.set(`${setting}|our ${name}`, await fitted.score(test.ours));
      fitted.dispose();
    }
  }
  for (const { name, fit } of supervisedDetectors) {
    const fitted = await fit(train.ours, trainLabels, { seed });
    found.set(`labels|our ${name}`, await fitted.score(test.ours));
    fitted.dispose();
  }
  return found;
}
