import path from 'node:path';
import { loadState } from '../models/detector-state.js';
import type { DetectorState } from '../models/detectors/detector.js';
import { damaged, MODEL_FILE, readSavedModel } from '../models/saved-model.js';
import { inputError } from '../text/input-error.js';

/** Name, without an extension, of the two files with everything that a model of anomalies has learned. */
export const stateName = (hash: string): string => `state-${hash.slice(0, 12)}`;

/**
 * Reads what `saveModel` wrote of a model of anomalies, and checks that it is whole. It needs no TensorFlow.js,
 * so that a command can check a model at once.
 *
 * @returns the state, whose values were not checked, and its file
 * @throws an InputError as `loadModel` does, and when the model is a classifier
 */
export async function readModelState(
  folder: string,
): Promise<{ readonly state: DetectorState; readonly file: string }> {
  const { kind, sha256: hash } = await readSavedModel(folder);
  if (kind === 'classifier')
    throw inputError(
      `${folder} has a classifier; name a folder with a model of anomalies (detection.model).`,
    );
  // Part of a file's name.
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw damaged(path.join(folder, MODEL_FILE));
  const file = path.join(folder, stateName(hash));
  return { state: await loadState(file, hash), file: `${file}.json` };
}
