import path from 'node:path';

/**
 * Where the truth about a simulated file is: `traffic.csv` → `traffic.truth.csv`.
 *
 * Its columns are `row_id` (1 for the first record), `actor`, `attack` and `technique_id` (empty on normal records) and
 * `strength` (0 to 1; empty on normal records).
 *
 * @param file path of the traffic file
 *
 * @example
 * truthPath('data/cybersecurity_data.csv'); // 'data/cybersecurity_data.truth.csv'
 */
export function truthPath(file: string): string {
  const extension = path.extname(file);
  return `${file.slice(0, file.length - extension.length)}.truth${extension}`;
}
