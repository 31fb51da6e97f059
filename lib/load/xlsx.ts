import { readFile, writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { inputError } from '../text/input-error.js';
import type { InputFile } from './input-file.js';

/** Day numbers of 1970-01-01 in the two calendars that workbooks have. */
const DAYS_1900 = 25_569;
const DAYS_1904 = 24_107;

/** A workbook is unpacked in memory; a sheet holds 1,048,576 rows at most. */
const MOST_BYTES = 200 * 1024 * 1024;

/**
 * Writes the first sheet of a workbook as CSV, with times in ISO 8601.
 *
 * @throws an InputError when the workbook is larger than 200 MiB, damaged or empty
 */
export async function xlsxToCsv(file: InputFile, target: string): Promise<void> {
  const bytes = await readFile(file.path);
  if (bytes.length > MOST_BYTES)
    throw inputError(`${file.displayName}: is larger than 200 MiB; save the sheet as CSV and give that.`);
  const { read, SSF, utils } = await import('@e965/xlsx');
  const book = (() => {
    try {
      return read(bytes, { cellNF: true, dense: true, sheets: 0 });
    } catch (error) {
      if ((error as Error).name === 'InputError') throw error;
      throw inputError(
        `${file.displayName}: is no readable workbook (${(error as Error).message}); save it again as XLSX.`,
      );
    }
  })();
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  if (sheet === undefined)
    throw inputError(`${file.displayName}: has no sheet; records were expected on the first.`);
  // A date is a number of days that its format shows as a date ("1/1/24"); what is wanted is the time itself, to the
  // millisecond. Workbooks know no zone: it is UTC.
  const epoch = book.Workbook?.WBProps?.date1904 ? DAYS_1904 : DAYS_1900;
  for (const cell of sheet['!data']?.flat() ?? [])
    if (cell?.t === 'n' && cell.z !== undefined && SSF.is_date(String(cell.z))) {
      const time = new Date(Math.round((Number(cell.v) - epoch) * 86_400_000));
      Object.assign(cell, { t: 's', v: time.toISOString(), w: undefined });
    }
  await writeFile(target, utils.sheet_to_csv(sheet, { rawNumbers: true, blankrows: true }));
}

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
      `${file.displayName}: unpacks to more than 1 GiB, as a decompression bomb does; save its sheet as CSV and give that.`,
    );
}
