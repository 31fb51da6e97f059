import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

// How many rows a second the simulator writes, and the most memory it takes, each in a process of its own.

const sizes = [
  [1_000_000, 'csv'],
  [10_000_000, 'csv'],
  [10_000_000, 'parquet'],
] as const;

async function measure(rows: number, format: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'simulate-bench-'));
  try {
    const file = path.join(folder, `traffic.${format}`);
    const began = process.hrtime.bigint();
    await writeSimulation(file, { rows, days: 28, seed: 1, scenario: defaultScenario });
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    const { user, system } = process.cpuUsage();
    const result = {
      rows: rows.toLocaleString('en-US'),
      format,
      seconds: seconds.toFixed(1),
      'rows/s': Math.round(rows / seconds).toLocaleString('en-US'),
      // On a busy machine the clock says little; this is the work.
      'rows/CPU s': Math.round((rows * 1e6) / (user + system)).toLocaleString('en-US'),
      'peak memory, MB': Math.round(process.resourceUsage().maxRSS / 1000),
      'file, MB': Math.round(statSync(file).size / 1e6),
    };
    console.log(JSON.stringify(result));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bench(): Promise<void> {
  const [rows, format] = process.argv.slice(2);
  if (rows && format) return measure(Number(rows), format);
  const results = sizes.map(([n, kind]) => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', __filename, String(n), kind], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`The simulation of ${n} rows as ${kind} failed.`);
    return JSON.parse(child.stdout);
  });
  console.table(results);
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
