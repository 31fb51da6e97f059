import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import { publishText } from '../files/publish.js';
import { featureBins } from './feature-bins.js';
import {
  type FeatureBins,
  FORMAT_VERSION,
  fingerprint,
  type SavedModel,
  type SaveModelOptions,
  sha256,
  writeSavedModel,
} from './saved-model.js';

/** What `trainClassifier` returns, with the features that it was trained on. */
export interface TrainedClassifier {
  readonly kind: 'classifier';
  readonly model: tf.LayersModel;
  readonly options: { readonly seed: number };
  /** `fitted` of `extractFeatures`: frequencies, medians and scales. */
  readonly features: FittedFeatures;
  /** The training records, rows × features, from which the drift of later records is measured. */
  readonly matrix: FeatureMatrix;
}

/** Contents of `detector.json` of a classifier, whose network is saved in the format of TensorFlow.js. */
export interface SavedClassifier extends SavedModel {
  readonly kind: 'classifier';
  /** The features, with frequencies, medians and scales. */
  readonly features: FittedFeatures;
  /** SHA-256 of the values of the training matrix. */
  readonly fingerprint: string;
  /** Share of the training records in each bin of each feature, for `measureDrift`. */
  readonly reference: readonly FeatureBins[];
  /** SHA-256 of the files of the network. */
  readonly sha256: { readonly model: string; readonly weights: string };
}

/** Files of the network, by the keys of `sha256`. */
export const NETWORK_FILES = { model: 'model.json', weights: 'weights.bin' } as const;

/**
 * Saves a classifier: its network in the format of TensorFlow.js (`model.json` with `weights.bin`), then
 * `detector.json`.
 *
 * @param folder created when missing
 * @returns the contents of `detector.json`
 * @throws when the folder cannot be written
 */
export async function saveClassifier(
  { kind, model, options, features, matrix }: TrainedClassifier,
  folder: string,
  { metrics = {} }: SaveModelOptions,
): Promise<SavedClassifier> {
  await mkdir(folder, { recursive: true });
  return writeSavedModel(folder, {
    format: FORMAT_VERSION,
    kind,
    features,
    seed: options.seed,
    fingerprint: fingerprint(matrix.values),
    metrics,
    reference: featureBins(matrix),
    versions: { node: process.version, tfjs: tf.version.tfjs },
    sha256: await saveNetwork(model, folder),
  });
}

async function saveNetwork(model: tf.LayersModel, folder: string): Promise<SavedClassifier['sha256']> {
  const { artifacts } = await artifactsOf(model);
  const weights = Buffer.from(artifacts.weightData as ArrayBuffer);
  const topology = JSON.stringify({
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: [NETWORK_FILES.weights], weights: artifacts.weightSpecs }],
  });
  await publishText(path.join(folder, NETWORK_FILES.weights), weights);
  await publishText(path.join(folder, NETWORK_FILES.model), topology);
  return { model: sha256(topology), weights: sha256(weights) };
}

/** TensorFlow.js passes the parts of a model to a handler and does not return them. */
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
