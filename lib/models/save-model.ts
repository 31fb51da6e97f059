import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import { publishText } from '../files/publish.js';
import { featureBins } from './feature-bins.js';
import { FORMAT_VERSION, fingerprint, type SavedModel, sha256 } from './saved-model.js';

/** What is to be kept of a training. */
export interface ModelToSave {
  readonly kind: SavedModel['kind'];
  readonly model: tf.LayersModel;
  readonly options: { readonly seed: number };
  readonly features: FittedFeatures;
  /** The records trained on. */
  readonly matrix: FeatureMatrix;
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * Saves a model with all that is needed to score new records alike: `model.json` and `weights.bin` in TensorFlow.js'
 * own form, `detector.json` with features, scales, versions, fingerprint of the data, seed and metrics. The last is
 * written last, so that a folder with it is whole.
 *
 * @param folder made where missing; a model in it is replaced
 * @throws when it cannot be written
 *
 * @example
 * await saveModel('models/week-17', { kind: 'autoencoder', ...autoencoder, features: fitted, matrix });
 */
export async function saveModel(
  folder: string,
  { kind, model, options, features, matrix, metrics = {} }: ModelToSave,
): Promise<SavedModel> {
  const { artifacts } = await artifactsOf(model);
  const weights = Buffer.from(artifacts.weightData as ArrayBuffer);
  const topology = JSON.stringify({
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
  });
  const saved: SavedModel = {
    format: FORMAT_VERSION,
    kind,
    features,
    seed: options.seed,
    fingerprint: fingerprint(matrix.values),
    metrics,
    reference: featureBins(matrix),
    versions: { node: process.version, tfjs: tf.version.tfjs },
    sha256: { model: sha256(topology), weights: sha256(weights) },
  };
  await mkdir(folder, { recursive: true });
  await publishText(path.join(folder, 'weights.bin'), weights);
  await publishText(path.join(folder, 'model.json'), topology);
  await publishText(path.join(folder, 'detector.json'), `${JSON.stringify(saved, null, 1)}\n`);
  return saved;
}

/** TensorFlow.js hands a model's parts to a handler rather than giving them back. */
async function artifactsOf(model: tf.LayersModel): Promise<{ readonly artifacts: tf.io.ModelArtifacts }> {
  const taken: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      taken.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return { artifacts: taken[0]! };
}
