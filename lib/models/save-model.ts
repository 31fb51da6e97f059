import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FittedFeatures } from '../features/fitted-features.js';
import { publishText } from '../files/publish.js';
import { featureBins } from './feature-bins.js';
import { FORMAT_VERSION, fingerprint, type SavedModel, type SavedNetwork, sha256 } from './saved-model.js';

/** What training returns, with the features that it was trained on. `trainOnSample` returns all of it. */
export type TrainedModel = TrainedNetworks & {
  readonly options: { readonly seed: number };
  /** `fitted` of `extractFeatures`: frequencies, medians and scales. */
  readonly features: FittedFeatures;
  /** The training records, rows × features, from which the drift of later records is measured. */
  readonly matrix: FeatureMatrix;
};

type TrainedNetworks =
  | { readonly kind: 'autoencoder'; readonly models: readonly tf.LayersModel[] }
  | { readonly kind: 'classifier'; readonly model: tf.LayersModel };

/** What is saved with a model. */
export interface SaveModelOptions {
  /** Metrics of the model by name, such as `{ rocAuc: 0.93 }`; none by default. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * Saves a model with everything needed to score other records in the same way.
 *
 * Writes each network in the format of TensorFlow.js (`model-1.json` with `weights-1.bin` and so on for an
 * autoencoder, `model.json` with `weights.bin` for a classifier), then `detector.json` with features, scales,
 * versions, seed, metrics and a fingerprint of the training data. A folder with `detector.json` is complete.
 *
 * @param model what `trainOnSample` returns, or `trainAutoencoder` together with `features` and `matrix`
 * @param folder created when missing; replaces a model that it holds
 * @returns the contents of `detector.json`
 * @throws when the folder cannot be written
 *
 * @example
 * const { matrix, fitted } = await extractFeatures(traffic);
 * const trained = await trainAutoencoder(matrix, { seed: 1 });
 * await saveModel({ ...trained, features: fitted, matrix }, 'models/april');
 */
export async function saveModel(
  trained: TrainedModel,
  folder: string,
  { metrics = {} }: SaveModelOptions = {},
): Promise<SavedModel> {
  const { kind, options, features, matrix } = trained;
  await mkdir(folder, { recursive: true });
  const networks: SavedNetwork[] = [];
  if (trained.kind === 'classifier') networks.push(await saveNetwork(trained.model, folder, ''));
  else {
    for (const [k, model] of trained.models.entries()) {
      networks.push(await saveNetwork(model, folder, `-${k + 1}`));
    }
  }
  const saved: SavedModel = {
    format: FORMAT_VERSION,
    kind,
    features,
    seed: options.seed,
    fingerprint: fingerprint(matrix.values),
    metrics,
    reference: featureBins(matrix),
    versions: { node: process.version, tfjs: tf.version.tfjs },
    networks,
  };
  await publishText(path.join(folder, 'detector.json'), `${JSON.stringify(saved, null, 1)}\n`);
  return saved;
}

async function saveNetwork(model: tf.LayersModel, folder: string, suffix: string): Promise<SavedNetwork> {
  const files = { model: `model${suffix}.json`, weights: `weights${suffix}.bin` };
  const { artifacts } = await artifactsOf(model);
  const weights = Buffer.from(artifacts.weightData as ArrayBuffer);
  const topology = JSON.stringify({
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: [files.weights], weights: artifacts.weightSpecs }],
  });
  await publishText(path.join(folder, files.weights), weights);
  await publishText(path.join(folder, files.model), topology);
  return { ...files, sha256: { model: sha256(topology), weights: sha256(weights) } };
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
