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
  // Programs read the clients of a finding as `sources`.
  const findings = comparison.findings.map(({ clients, ...finding }) => ({ ...finding, sources: clients }));
  await publishText(file, `${JSON.stringify({ ...comparison, findings }, null, 2)}\n`);
}
