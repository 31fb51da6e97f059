import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { version } from '@tensorflow/tfjs';
import { hashState, saveState } from '../models/detector-state.js';
import type { DetectorName } from '../models/detectors/registry.js';
import { type SavedClassifier, saveClassifier, type TrainedClassifier } from '../models/save-classifier.js';
import {
  FORMAT_VERSION,
  type SavedModel,
  type SaveModelOptions,
  writeSavedModel,
} from '../models/saved-model.js';
import type { AnomalyModel } from './anomaly-model.js';
import { stateName } from './read-model-state.js';

/** Contents of `detector.json` of a model of anomalies. */
export interface SavedAnomalyModel extends SavedModel {
  readonly kind: 'anomalies';
  readonly detector: DetectorName;
  /** Number of training records. */
  readonly records: number;
  /** Number of features. */
  readonly features: number;
  /** SHA-256 of the model, the first twelve digits of which are part of the names of its files. */
  readonly sha256: string;
}

/**
 * Saves a model with everything needed to score other records in the same way.
 *
 * A model of anomalies is written as `state-….json` and `state-….bin`, a classifier in the format of
 * TensorFlow.js (`model.json` with `weights.bin`), and then `detector.json`, which says what the folder holds.
 * A model of anomalies takes the place of an earlier one at once: whoever reads the folder has one of them.
 *
 * @param model `detection.model`, what `trainOnSample` returns, or a classifier with `features` and `matrix`
 * @param folder created when missing; replaces a model that it holds
 * @returns the contents of `detector.json`
 * @throws when the folder cannot be written
 *
 * @example
 * const { model } = await detectAnomalies(traffic, { seed: 1 });
 * await saveModel(model, 'models/april');
 */
export async function saveModel(
  model: AnomalyModel,
  folder: string,
  options?: SaveModelOptions,
): Promise<SavedAnomalyModel>;
export async function saveModel(
  model: TrainedClassifier,
  folder: string,
  options?: SaveModelOptions,
): Promise<SavedClassifier>;
export async function saveModel(
  model: AnomalyModel | TrainedClassifier,
  folder: string,
  options: SaveModelOptions = {},
): Promise<SavedAnomalyModel | SavedClassifier> {
  return model.kind === 'classifier'
    ? saveClassifier(model, folder, options)
    : saveAnomalyModel(model, folder, options);
}

async function saveAnomalyModel(
  model: AnomalyModel,
  folder: string,
  { metrics = {} }: SaveModelOptions,
): Promise<SavedAnomalyModel> {
  const { kind, detector, features, seed } = model;
  const hash = hashState(model);
  const saved: Omit<SavedAnomalyModel, 'checksum'> = {
    format: FORMAT_VERSION,
    kind,
    detector,
    records: features.records,
    features: features.columns.length,
    seed,
    metrics,
    versions: { node: process.version, tfjs: version.tfjs },
    sha256: hash,
  };
  await mkdir(folder, { recursive: true });
  // Under a name of its own, so that the earlier model is whole until the new one is.
  await saveState(model, path.join(folder, stateName(hash)));
  const written = await writeSavedModel(folder, saved);
  for (const file of await readdir(folder)) {
    const [, name] = /^(state-[0-9a-f]{12})\.(?:json|bin)$/.exec(file) ?? [];
    if (name !== undefined && name !== stateName(hash)) await rm(path.join(folder, file), { force: true });
  }
  return written;
}
