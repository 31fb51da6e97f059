import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inputError } from '../../text/input-error.js';

/** What a report can be written as, and the file beside the page where it is one. */
export const REPORT_FORMATS = {
  html: undefined,
  pdf: undefined,
  md: undefined,
  xlsx: 'workbook.xlsx',
  json: 'summary.json',
  csv: 'scored.csv',
} as const;
/** One of them. */
export type ReportFormat = keyof typeof REPORT_FORMATS;

/**
 * Removes the page and files of formats that were not requested; other files of the notebook stay.
 *
 * @param folder absolute path of what was written
 * @param page name of the page in it
 * @throws an InputError where the notebook did not write a requested format
 */
export function keepFormats(folder: string, formats: readonly ReportFormat[], page: string): void {
  for (const [format, file = format === 'html' ? page : undefined] of Object.entries(REPORT_FORMATS)) {
    if (file === undefined) continue;
    const requested = formats.includes(format as ReportFormat);
    if (requested && !existsSync(path.join(folder, file)))
      throw inputError(
        `--format ${format}: ${path.parse(page).name} writes no ${file}; leave ${format} out.`,
      );
    if (!requested) rmSync(path.join(folder, file), { force: true });
  }
}
