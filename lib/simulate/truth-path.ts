import { extname } from 'node:path';

/**
 * Returns the path of the truth file of simulated traffic: `traffic.truth.csv` for `traffic.csv`.
 *
 * The columns of a truth file are `row_id` (1 for the first record), `actor`, `attack` and `technique_id`
 * (empty on normal records) and `strength` (0 to 1; empty on normal records).
 *
 * @param path path of the traffic file
 *
 * @example
 * truthPath('data/cybersecurity_data.csv'); // 'data/cybersecurity_data.truth.csv'
 */
export function truthPath(path: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.truth${extension}`;
}
