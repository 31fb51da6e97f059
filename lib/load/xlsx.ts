import { readFile, writeFile } from 'node:fs/promises';
import { read, utils } from '@e965/xlsx';
import { inputError } from './input-error.js';
import type { InputFile } from './input-file.js';

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
    throw inputError(`${file.given}: is larger than 200 MiB; save the sheet as CSV and give that.`);
  const sheet = (() => {
    try {
      const book = read(bytes, { cellDates: true, dense: true, sheets: 0, UTC: true });
      return book.Sheets[book.SheetNames[0] ?? ''];
    } catch (error) {
      throw inputError(
        `${file.given}: is no readable workbook (${(error as Error).message}); save it again as XLSX.`,
      );
    }
  })();
  if (sheet === undefined)
    throw inputError(`${file.given}: has no sheet; records were expected on the first.`);
  // A date is shown as its cell says ("1/1/24"); what is wanted is the time itself. Workbooks know no zone: it is UTC.
  for (const cell of sheet['!data']?.flat() ?? [])
    if (cell?.t === 'd') Object.assign(cell, { t: 's', v: (cell.v as Date).toISOString(), w: undefined });
  await writeFile(target, utils.sheet_to_csv(sheet, { rawNumbers: true, blankrows: true }));
}
