import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from './backend.js';
import { FORMAT_VERSION, type SavedModel, sha256 } from './saved-model.js';

/** A model and what was saved with it; `model.dispose()` frees its memory. */
export interface LoadedModel extends SavedModel {
  readonly model: tf.LayersModel;
}

/**
 * Loads a model that `saveModel` wrote. On the same backend it gives the same scores as before it was saved,
 * to the bit.
 *
 * @param folder the folder given to `saveModel`
 * @param kind the expected kind of model
 * @returns the network in `model`, `features` for `applyFeatures`, and `reference` for `measureDrift`
 * @throws when files are missing, damaged, of another kind, not written by `saveModel`, or written by a newer
 *   version of it
 *
 * @example
 * const model = await loadModel('models/april', 'autoencoder');
 * const { scores } = await scoreAnomalies(await applyFeatures(traffic, model.features), model);
 */
export async function loadModel(folder: string, kind: SavedModel['kind']): Promise<LoadedModel> {
  const saved = parseSaved(folder, (await read(folder, 'detector.json')).toString('utf8'), kind);
  const [topology, weights] = [await read(folder, 'model.json'), await read(folder, 'weights.bin')];
  for (const [file, bytes, hash] of [
    ['model.json', topology, saved.sha256.model],
    ['weights.bin', weights, saved.sha256.weights],
  ] as const) {
    if (sha256(bytes) !== hash) {
      throw new Error(
        `${path.join(folder, file)} is damaged: it differs from what was saved. Save the model anew.`,
      );
    }
  }
  const { modelTopology, weightsManifest } = JSON.parse(topology.toString('utf8')) as tf.io.ModelJSON;
  await useBackend();
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  const width = model.inputs[0]?.shape[1];
  if (width !== saved.features.columns.length) {
    model.dispose();
    throw new Error(
      `The model in ${folder} takes ${width} features, but ${saved.features.columns.length} were saved with it.`,
    );
  }
  return { ...saved, model };
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
  let saved: Partial<SavedModel> | null;
  try {
    saved = JSON.parse(text) as Partial<SavedModel> | null;
  } catch {
    throw new Error(`${file} is damaged: it is not whole JSON. Save the model anew.`);
  }
  if (typeof saved?.format !== 'number' || !saved.features?.columns || !saved.sha256) {
    throw new Error(`${file} is no model of this project: it lacks format, features or checksums.`);
  }
  if (saved.format > FORMAT_VERSION) {
    throw new Error(
      `${file} has format ${saved.format}, but this version knows ${FORMAT_VERSION}: update the project.`,
    );
  }
  if (saved.kind !== kind)
    throw new Error(`${file} is of a ${saved.kind}, but a model of kind ${kind} was asked for.`);
  return saved as SavedModel;
}
