import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { publishText } from '../../files/publish.js';

/** What the files of a folder were scored with; it must not change from one file to the next. */
export interface Manifest {
  /** The form of the folder; a higher one is of a newer version of the project. */
  readonly format: 2;
  readonly records: number;
  /** Of all records, in the order of their numbers. */
  readonly traffic: string;
  /** Of everything in the model that scores depend on, and of the backend, whose sums differ in their last bits. */
  readonly detector: string;
  readonly threshold: number;
  /** The threshold in words. */
  readonly rule: string;
  /** Maximum number of records of a slice: it decides which file has which hours of a day. */
  readonly sliceRecords: number;
}

/** Names that begin so are no data to Athena, Trino and Spark. */
const NAME = '_scoring.json';

/**
 * Reads the manifest of a folder, or begins one.
 *
 * @returns the manifest of the folder, which may differ from `expected` in `sliceRecords` only
 * @throws when the folder was written with other traffic, another detector or threshold, or has other things
 *   in it
 */
export async function beginManifest(folder: string, expected: Manifest): Promise<Manifest> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, NAME);
  if (!existsSync(file)) {
    const others = (await readdir(folder)).filter((name) => !/^[_.]/.test(name));
    if (others.length > 0) {
      throw new Error(
        `${folder} has other things in it (${others[0]}) and no ${NAME}: name an empty or new folder for the scores.`,
      );
    }
    await publishText(file, `${JSON.stringify(expected, null, 1)}\n`);
    return expected;
  }
  const manifest = parsed(file, await readFile(file, 'utf8'));
  const other = difference(manifest, expected);
  if (other !== undefined) {
    throw new Error(
      `${folder} was begun with ${other}: name another folder, or remove this one to score everything anew.`,
    );
  }
  return manifest;
}

function difference(found: Manifest, expected: Manifest): string | undefined {
  if (found.format !== expected.format) return 'another version of this project';
  if (found.records !== expected.records || found.traffic !== expected.traffic) {
    return `other records (${found.records.toLocaleString('en-US')}; these are ${expected.records.toLocaleString('en-US')})`;
  }
  if (found.detector !== expected.detector) return 'another model or backend';
  if (found.threshold !== expected.threshold)
    return `the threshold ${found.threshold} (this one is ${expected.threshold})`;
  return undefined;
}

function parsed(file: string, text: string): Manifest {
  try {
    const found = JSON.parse(text) as Partial<Manifest> | null;
    if (typeof found?.format === 'number' && typeof found.sliceRecords === 'number') return found as Manifest;
  } catch {
    // Said below.
  }
  throw new Error(`${file} is damaged: remove its folder to score everything anew.`);
}
