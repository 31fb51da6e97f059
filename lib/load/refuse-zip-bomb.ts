import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { inputError } from '../text/input-error.js';
import type { InputFile } from './input-file.js';

/** A full sheet of records (1,048,576 rows) unpacks to less (assumed). */
const MOST_UNPACKED = 1024 ** 3;

/**
 * Refuses a workbook whose directory says that it unpacks to more than 1 GiB, without unpacking anything.
 *
 * @throws an InputError then; a damaged directory is left to who reads the workbook
 */
export async function refuseZipBomb(file: InputFile): Promise<void> {
  let unpacked = 0;
  const bytes = await readFile(file.path);
  try {
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize;
        return false;
      },
    });
  } catch {
    return;
  }
  if (unpacked > MOST_UNPACKED)
    throw inputError(
      `${file.given}: unpacks to more than 1 GiB, as a decompression bomb does; save its sheet as CSV and give that.`,
    );
}
