import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { publishText } from '../files/publish.js';
import { inputError } from '../text/input-error.js';
import { readModelFile } from './model-files.js';

/** Version of the format of saved models; newer versions of the project have a higher one. */
export const FORMAT_VERSION = 4;

/** Last version in which this file had no checksum. */
const LAST_WITHOUT_CHECKSUM = 3;

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
  /** SHA-256 of everything else in the file. */
  readonly checksum: string;
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

/** Adds the checksum to what a file says. */
const sealed = <Fields extends object>(fields: Fields) => ({
  ...fields,
  checksum: sha256(JSON.stringify(fields)),
});
const textOf = (saved: object) => `${JSON.stringify(saved, null, 1)}\n`;

/**
 * Writes `detector.json` into a folder, with its checksum.
 *
 * @returns its contents
 */
export async function writeSavedModel<Fields extends object>(
  folder: string,
  fields: Fields,
): Promise<Fields & { readonly checksum: string }> {
  const saved = sealed(fields);
  await publishText(path.join(folder, MODEL_FILE), textOf(saved));
  return saved;
}

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
  const text = (await readModelFile(file)).toString('utf8');
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
  const { checksum, ...fields } = saved as Record<string, unknown>;
  // Any other text, which the checksum of the values alone would not show, is no text that was saved.
  if ((checksum !== undefined || format > LAST_WITHOUT_CHECKSUM) && text !== textOf(sealed(fields)))
    throw damaged(file);
  return { ...fields, ...(checksum !== undefined && { checksum }), format, kind };
}
