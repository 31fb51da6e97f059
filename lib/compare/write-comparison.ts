import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { publishText } from '../files/publish.js';
import type { Comparison } from './compare-traffic.js';

/**
 * Writes a comparison as JSON for programs: `before`, `after`, `fresh` and `gone` sources, `rates` with their intervals,
 * `findings` with `change` new, still or gone. Times are ISO 8601 in UTC. The file is written aside and renamed.
 *
 * @param file path of the JSON file; its folder is made when missing
 * @throws when the file cannot be written
 *
 * @example
 * await writeComparison(comparison, 'reports/compare/compare.json');
 */
export async function writeComparison(comparison: Comparison, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await publishText(file, `${JSON.stringify(comparison, null, 2)}\n`);
}
