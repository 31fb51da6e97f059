import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fittedShape } from '../features/fitted-shape.js';
import { object, text } from '../files/json-shape.js';
import { inputError } from '../text/input-error.js';
import { useBackend } from './backend.js';
import { binsShape } from './feature-bins.js';
import { NETWORK_FILES, type SavedClassifier } from './save-classifier.js';
import { damaged, MODEL_FILE, sha256 } from './saved-model.js';

/** A classifier and what was saved with it; `model.dispose()` frees its memory. */
export interface LoadedClassifier extends SavedClassifier {
  readonly model: tf.LayersModel;
}

const savedShape = object({
  features: fittedShape,
  reference: binsShape,
  sha256: object({ model: text, weights: text }),
});

/**
 * Loads a classifier that `saveClassifier` saved.
 *
 * @param saved what `readSavedModel` read in the folder
 * @throws an InputError when files are missing, damaged or of another model
 */
export async function loadClassifier(
  folder: string,
  saved: Readonly<Record<string, unknown>>,
): Promise<LoadedClassifier> {
  // Format 2 had the hashes in a list of networks.
  const [first] = Array.isArray(saved.networks) ? saved.networks : [];
  const complete = { ...saved, sha256: saved.sha256 ?? first?.sha256 };
  const wrong = savedShape(complete, '');
  if (wrong !== undefined)
    throw inputError(
      `${path.join(folder, MODEL_FILE)} is no classifier of this project: see ${wrong} in it.`,
    );
  const classifier = complete as unknown as SavedClassifier;
  await useBackend();
  return { ...classifier, model: await loadNetwork(folder, classifier) };
}

async function loadNetwork(
  folder: string,
  { sha256: hashes, features }: SavedClassifier,
): Promise<tf.LayersModel> {
  const topology = await read(path.join(folder, NETWORK_FILES.model), hashes.model);
  const weights = await read(path.join(folder, NETWORK_FILES.weights), hashes.weights);
  const { modelTopology, weightsManifest } = JSON.parse(topology.toString('utf8')) as tf.io.ModelJSON;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  const width = model.inputs[0]?.shape[1];
  const saved = features.columns.length;
  if (width !== saved) {
    model.dispose();
    throw inputError(`The model in ${folder} takes ${width} features, but ${saved} were saved with it.`);
  }
  return model;
}

async function read(file: string, hash: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => {
    throw inputError(`${file} cannot be read: name a folder that saveModel has written.`);
  });
  if (sha256(bytes) !== hash) throw damaged(file);
  return bytes;
}
