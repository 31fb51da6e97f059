import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inputError } from '../../text/input-error.js';

/** Files of a report's findings. */
export const FINDINGS_FILES = [
  'findings.json',
  'findings.stix.json',
  'findings.ocsf.json',
  'attack-layer.json',
] as const;

/** What a report can be written as, and the files beside the page; a notebook that writes the first may leave out the others. */
export const REPORT_FORMATS = {
  html: [],
  pdf: [],
  md: [],
  xlsx: ['workbook.xlsx'],
  json: ['summary.json', ...FINDINGS_FILES],
  csv: ['scored.csv'],
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
  for (const [format, beside] of Object.entries(REPORT_FORMATS)) {
    const [first, ...others]: readonly string[] = format === 'html' ? [page] : beside;
    if (first === undefined) continue;
    const requested = formats.includes(format as ReportFormat);
    if (requested && !existsSync(path.join(folder, first)))
      throw inputError(
        `--format ${format}: ${path.parse(page).name} writes no ${first}; leave ${format} out.`,
      );
    if (!requested) for (const file of [first, ...others]) rmSync(path.join(folder, file), { force: true });
  }
}
