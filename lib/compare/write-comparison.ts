import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { publishText } from '../files/publish.js';
import type { ClientGroup } from './compare-clients.js';
import type { Comparison } from './compare-traffic.js';

/**
 * Writes a comparison as JSON: `before`, `after`, `fresh` and `gone` clients, `rates` with their intervals,
 * `findings` with `change` new, still or gone. Times are ISO 8601 in UTC. An existing file is replaced only
 * when the new one is complete.
 *
 * @param comparison result of `compareTraffic`
 * @param path path of the JSON file; its folder is created if missing
 * @throws an error of the file system if the file cannot be written
 *
 * @example
 * await writeComparison(comparison, 'reports/compare/compare.json');
 */
export async function writeComparison(comparison: Comparison, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // In the file, clients and their number are `sources`, as in summary.json.
  const findings = comparison.findings.map(({ clients, ...finding }) => ({ ...finding, sources: clients }));
  const inFile = ({ clients, ...group }: ClientGroup) => ({ sources: clients, ...group });
  const { fresh, gone } = comparison;
  const written = { ...comparison, fresh: inFile(fresh), gone: inFile(gone), findings };
  await publishText(path, `${JSON.stringify(written, null, 2)}\n`);
}
