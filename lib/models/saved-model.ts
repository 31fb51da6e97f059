import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';

/** Version of the format of saved models; newer versions of the project have a higher one. */
export const FORMAT_VERSION = 3;

/** Name of the file that says what a folder holds; it is written last. */
export const MODEL_FILE = 'detector.json';

/** What `detector.json` says of every model. */
export interface SavedModel {
  /** Version of the format. */
  readonly format: number;
  readonly kind: 'anomalies' | 'classifier';
  /** Seed of the training. */
  readonly seed: number;
  /** Metrics of the model by name, such as `rocAuc`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly versions: { readonly node: string; readonly tfjs: string };
}

/** What is saved with a model. */
export interface SaveModelOptions {
  /** Metrics of the model by name, such as `{ rocAuc: 0.93 }`; none by default. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Distribution of the training values of one feature. */
export interface FeatureBins {
  /** Name of the feature. */
  readonly feature: string;
  /** Inner edges, ascending, in scaled values. */
  readonly edges: readonly number[];
  /** One share per bin; they add up to 1. */
  readonly parts: readonly number[];
}

/** Computes SHA-256 as hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Computes the fingerprint of the values of a matrix. */
export function fingerprint(values: Float32Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** The error of a file that is not as it was saved. */
export const damaged = (file: string) =>
  inputError(`${file} is damaged: it differs from what was saved. Save the model anew.`);

/**
 * Reads `detector.json` of a folder.
 *
 * @returns its contents, of which only `format` and `kind` were checked
 * @throws an InputError when there is no folder or no model in it, and when the model is damaged, or of a newer
 *   or older version of the project
 */
export async function readSavedModel(
  folder: string,
): Promise<Readonly<Record<string, unknown>> & Pick<SavedModel, 'format' | 'kind'>> {
  const file = path.join(folder, MODEL_FILE);
  const there = await stat(folder).catch(() => null);
  if (!there?.isDirectory())
    throw inputError(
      `${folder}: ${there ? 'is a file' : 'there is no such folder'}; name a folder that saveModel has written.`,
    );
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw inputError(
      error.code === 'ENOENT'
        ? `${folder} has no ${MODEL_FILE}: name a folder that saveModel has written.`
        : `${file} cannot be read (${error.code}).`,
    );
  });
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    throw inputError(`${file} is damaged: it is not whole JSON. Save the model anew.`);
  }
  const { format, kind } = (saved ?? {}) as { readonly format?: unknown; readonly kind?: unknown };
  if (typeof format !== 'number' || typeof kind !== 'string')
    throw inputError(`${file} is no model of this project: it has no format and kind.`);
  if (format > FORMAT_VERSION)
    throw inputError(
      `${file} has format ${format}, but this version knows ${FORMAT_VERSION}: update the project.`,
    );
  if (kind === 'autoencoder')
    throw inputError(
      `${file} is an autoencoder of an older version of this project (format ${format}): detect anomalies anew, and save detection.model.`,
    );
  if (kind !== 'anomalies' && kind !== 'classifier')
    throw inputError(`${file} is no model of this project: there is no kind “${kind.slice(0, 40)}”.`);
  return { ...(saved as object), format, kind };
}
