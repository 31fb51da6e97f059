import path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { FittedFeatures } from '../features/fitted-features.js';
import { fittedShape } from '../features/fitted-shape.js';
import { all, number, object, text, where } from '../files/json-shape.js';
import { inputError } from '../text/input-error.js';
import { useBackend } from './backend.js';
import { networkOf, readLayers } from './classifier-network.js';
import { binsShape } from './feature-bins.js';
import { readModelFile } from './model-files.js';
import { NETWORK_FILES, type SavedClassifier } from './save-classifier.js';
import { damaged, MODEL_FILE, sha256 } from './saved-model.js';

/** A classifier and what was saved with it; `model.dispose()` frees its memory. */
export interface LoadedClassifier extends SavedClassifier {
  readonly model: tf.LayersModel;
}

const savedShape = all(
  object({
    features: all(
      fittedShape,
      where((features) => (features as FittedFeatures).columns.length > 0),
    ),
    seed: number,
    fingerprint: text,
    metrics: object({}),
    reference: binsShape,
    sha256: object({ model: text, weights: text }),
  }),
  (value) => {
    const { features, reference } = value as SavedClassifier;
    const { columns } = features;
    const same =
      reference.length === columns.length && columns.every(({ name }, j) => reference[j]!.feature === name);
    return same ? undefined : 'reference';
  },
);

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
      `${path.join(folder, MODEL_FILE)} is no classifier of this version: see ${wrong} in it; train and save it anew.`,
    );
  const classifier = complete as unknown as SavedClassifier;
  await useBackend();
  return { ...classifier, model: await loadNetwork(folder, classifier) };
}

async function loadNetwork(
  folder: string,
  { sha256: hashes, features }: SavedClassifier,
): Promise<tf.LayersModel> {
  const file = path.join(folder, NETWORK_FILES.model);
  const text = await read(file, hashes.model);
  const weights = await read(path.join(folder, NETWORK_FILES.weights), hashes.weights);
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch {
    throw damaged(file);
  }
  const width = features.columns.length;
  const layers = readLayers(json, weights, width);
  if (typeof layers === 'string')
    throw inputError(
      `${file} is no network of a classifier with ${width} features: see ${layers} in it; train and save it anew.`,
    );
  return networkOf(layers, width);
}

async function read(file: string, hash: string): Promise<Buffer> {
  const bytes = await readModelFile(file);
  if (sha256(bytes) !== hash) throw damaged(file);
  return bytes;
}
