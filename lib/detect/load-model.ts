import path from 'node:path';
import { loadState } from '../models/detector-state.js';
import { type LoadedClassifier, loadClassifier } from '../models/load-classifier.js';
import { damaged, MODEL_FILE, readSavedModel } from '../models/saved-model.js';
import { inputError } from '../text/input-error.js';
import type { AnomalyModel } from './anomaly-model.js';
import { modelShape } from './model-shape.js';
import { stateName } from './save-model.js';

/**
 * Loads a model that `saveModel` wrote. On the same backend it gives the same scores as before it was saved,
 * to the bit.
 *
 * Checksums show damage, and not who made a model: load models of those whom you trust.
 *
 * @param folder the folder given to `saveModel`
 * @returns by its `kind`: a model of anomalies, for `scoreWith` and `scoreRecords`, or a classifier, whose
 *   `model` is for `classify`; both have `features` for `applyFeatures` and `reference` for `measureDrift`
 * @throws an InputError when there is no model in the folder, when it is damaged, or of a newer or older version
 *   of the project
 *
 * @example
 * const model = await loadModel('models/april');
 * if (model.kind === 'anomalies') console.log(model.detector, model.threshold.rule);
 */
export async function loadModel(folder: string): Promise<AnomalyModel | LoadedClassifier> {
  const saved = await readSavedModel(folder);
  return saved.kind === 'classifier' ? loadClassifier(folder, saved) : readAnomalyModel(folder, saved.sha256);
}

/**
 * Loads a model of anomalies as `loadModel` does.
 *
 * @throws also when the model is a classifier
 */
export async function loadAnomalyModel(folder: string): Promise<AnomalyModel> {
  const { kind, sha256 } = await readSavedModel(folder);
  if (kind === 'classifier')
    throw inputError(
      `${folder} has a classifier; name a folder with a model of anomalies (detection.model).`,
    );
  return readAnomalyModel(folder, sha256);
}

async function readAnomalyModel(folder: string, hash: unknown): Promise<AnomalyModel> {
  // Part of a file's name.
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw damaged(path.join(folder, MODEL_FILE));
  const file = path.join(folder, stateName(hash));
  const model = await loadState(file, hash);
  const wrong = modelShape(model, '');
  if (wrong !== undefined) throw inputError(`${file}.json is no model of anomalies: see ${wrong} in it.`);
  return model as unknown as AnomalyModel;
}
