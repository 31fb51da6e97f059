import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from './backend.js';
import { FORMAT_VERSION, type SavedModel, type SavedNetwork, sha256 } from './saved-model.js';

/** An autoencoder and what was saved with it; `dispose()` of each model frees its memory. */
export interface LoadedAutoencoder extends SavedModel {
  readonly kind: 'autoencoder';
  readonly models: readonly tf.LayersModel[];
}

/** A classifier and what was saved with it; `model.dispose()` frees its memory. */
export interface LoadedClassifier extends SavedModel {
  readonly kind: 'classifier';
  readonly model: tf.LayersModel;
}

/**
 * Loads a model that `saveModel` wrote. On the same backend it gives the same scores as before it was saved,
 * to the bit.
 *
 * @param folder the folder given to `saveModel`
 * @param kind the expected kind of model
 * @returns the networks of an autoencoder in `models` or that of a classifier in `model`, `features` for
 *   `applyFeatures`, and `reference` for `measureDrift`
 * @throws when files are missing, damaged, of another kind, not written by `saveModel`, or written by another
 *   version of it
 *
 * @example
 * const model = await loadModel('models/april', 'autoencoder');
 * const { scores } = await scoreAnomalies(await applyFeatures(traffic, model.features), model);
 */
export async function loadModel(folder: string, kind: 'autoencoder'): Promise<LoadedAutoencoder>;
export async function loadModel(folder: string, kind: 'classifier'): Promise<LoadedClassifier>;
export async function loadModel(
  folder: string,
  kind: SavedModel['kind'],
): Promise<LoadedAutoencoder | LoadedClassifier> {
  const saved = parseSaved(folder, (await read(folder, 'detector.json')).toString('utf8'), kind);
  await useBackend();
  const models: tf.LayersModel[] = [];
  try {
    for (const network of saved.networks) {
      models.push(await loadNetwork(folder, network, saved.features.columns.length));
    }
  } catch (error) {
    for (const model of models) model.dispose();
    throw error;
  }
  return kind === 'autoencoder' ? { ...saved, kind, models } : { ...saved, kind, model: models[0]! };
}

async function loadNetwork(
  folder: string,
  { model: topologyFile, weights: weightsFile, sha256: hashes }: SavedNetwork,
  features: number,
): Promise<tf.LayersModel> {
  const [topology, weights] = [await read(folder, topologyFile), await read(folder, weightsFile)];
  for (const [file, bytes, hash] of [
    [topologyFile, topology, hashes.model],
    [weightsFile, weights, hashes.weights],
  ] as const) {
    if (sha256(bytes) !== hash) {
      throw new Error(
        `${path.join(folder, file)} is damaged: it differs from what was saved. Save the model anew.`,
      );
    }
  }
  const { modelTopology, weightsManifest } = JSON.parse(topology.toString('utf8')) as tf.io.ModelJSON;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  const width = model.inputs[0]?.shape[1];
  if (width !== features) {
    model.dispose();
    throw new Error(`The model in ${folder} takes ${width} features, but ${features} were saved with it.`);
  }
  return model;
}

async function read(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, file));
  } catch {
    throw new Error(`${path.join(folder, file)} cannot be read: name a folder that saveModel has written.`);
  }
}

function parseSaved(folder: string, text: string, kind: SavedModel['kind']): SavedModel {
  const file = path.join(folder, 'detector.json');
  let saved: (Partial<SavedModel> & { readonly sha256?: SavedNetwork['sha256'] }) | null;
  try {
    saved = JSON.parse(text) as typeof saved;
  } catch {
    throw new Error(`${file} is damaged: it is not whole JSON. Save the model anew.`);
  }
  // Format 1 had one network, in files of fixed names.
  const networks =
    saved?.networks ??
    (saved?.sha256 ? [{ model: 'model.json', weights: 'weights.bin', sha256: saved.sha256 }] : []);
  if (typeof saved?.format !== 'number' || !saved.features?.columns || networks.length === 0) {
    throw new Error(`${file} is no model of this project: it lacks format, features or checksums.`);
  }
  if (saved.format > FORMAT_VERSION) {
    throw new Error(
      `${file} has format ${saved.format}, but this version knows ${FORMAT_VERSION}: update the project.`,
    );
  }
  if (saved.kind !== kind)
    throw new Error(`${file} is of a ${saved.kind}, but a model of kind ${kind} was asked for.`);
  if (kind === 'autoencoder' && saved.format < 2) {
    throw new Error(`${file} has format 1, whose scores were mean absolute errors: train the model anew.`);
  }
  return { ...(saved as SavedModel), networks };
}
