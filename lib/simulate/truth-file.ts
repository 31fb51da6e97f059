import path from 'node:path';

/**
 * Where the truth about a simulated file is: `traffic.csv` → `traffic.truth.csv`.
 *
 * Its columns are `row_id` (1 for the first record), `actor`, `attack` and `technique_id` (empty on normal records) and
 * `strength` (0 to 1; empty on normal records).
 */
export function truthFile(file: string): string {
  const extension = path.extname(file);
  return `${file.slice(0, file.length - extension.length)}.truth${extension}`;
}
