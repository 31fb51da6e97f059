import { type LoadedClassifier, loadClassifier } from '../models/load-classifier.js';
import { readSavedModel } from '../models/saved-model.js';
import { inputError } from '../text/input-error.js';
import type { AnomalyModel } from './anomaly-model.js';
import { modelShape } from './model-shape.js';
import { readModelState } from './read-model-state.js';

/**
 * Loads a model that `saveModel` wrote. On the same backend it gives the same scores as before it was saved,
 * to the bit.
 *
 * Checksums of all files show damage, and not who made a model. Everything that was read is compared with what a
 * model of this version has, down to every number: a model of someone else can give wrong scores, and nothing
 * worse. Other files in the folder are ignored.
 *
 * @param folder the folder given to `saveModel`
 * @returns by its `kind`: a model of anomalies, for `scoreWith` and `scoreRecords`, or a classifier, whose
 *   `model` is for `classify`; both have the `features` that they were trained on
 * @throws an InputError when there is no model in the folder, when it is damaged, or of a newer or older version
 *   of the project
 *
 * @example
 * const model = await loadModel('models/april');
 * if (model.kind === 'anomalies') console.log(model.detector, model.threshold.rule);
 */
export async function loadModel(folder: string): Promise<AnomalyModel | LoadedClassifier> {
  const saved = await readSavedModel(folder);
  return saved.kind === 'classifier' ? loadClassifier(folder, saved) : loadAnomalyModel(folder);
}

/**
 * Loads a model of anomalies as `loadModel` does.
 *
 * @throws also when the model is a classifier
 */
export async function loadAnomalyModel(folder: string): Promise<AnomalyModel> {
  const { state, file } = await readModelState(folder);
  const wrong = modelShape(state, '');
  if (wrong !== undefined)
    throw inputError(
      `${file} is no model of anomalies of this version: see ${wrong} in it; train it anew (npm run report -- FILES --save-model FOLDER).`,
    );
  return state as unknown as AnomalyModel;
}
