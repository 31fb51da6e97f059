import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';

/** Largest file of a model that is read, in bytes: texts of JSON must fit into one string. */
const MAX_JSON_BYTES = 256 * 2 ** 20;
const MAX_ARRAY_BYTES = 2 ** 30;

/**
 * Reads a file of a saved model, whose folder may be of someone else: a link may lead to any file there is, and
 * a pipe or a device would never end.
 *
 * @param file its path
 * @throws an InputError when it is missing, too large, no file, or a link out of its folder
 *
 * @example
 * const bytes = await readModelFile('models/april/detector.json');
 */
export async function readModelFile(file: string): Promise<Buffer> {
  const limit = file.endsWith('.json') ? MAX_JSON_BYTES : MAX_ARRAY_BYTES;
  try {
    const [real, folder] = [await realpath(file), await realpath(path.dirname(file))];
    if (path.dirname(real) !== folder)
      throw inputError(`${file} is a link out of the model’s folder: copy the file into the folder.`);
    const found = await stat(real);
    if (!found.isFile()) throw inputError(`${file} is no file: name a folder that saveModel has written.`);
    if (found.size > limit)
      throw inputError(
        `${file} has ${found.size.toLocaleString('en-US')} bytes, more than any model: name a folder that saveModel has written.`,
      );
    return await readFile(real);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'InputError') throw error;
    throw inputError(
      code === 'ENOENT'
        ? `${path.dirname(file)} has no ${path.basename(file)}: name a folder that saveModel has written.`
        : `${file} cannot be read (${code}): name a folder that saveModel has written.`,
    );
  }
}
