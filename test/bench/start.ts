import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KernelClient } from '../jupyter/kernel/kernel-client.js';
import { realData } from '../real-data.js';

// How long a user waits: from the kernel's start to the first chart (allowed: 6 s), and for the whole report of the
// real file, or where that is missing of the simulated one (allowed: 20 s).

const root = path.resolve(__dirname, '../..');
const real = realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv');
const file = realData.skip ? path.join(root, 'data/cybersecurity_data.csv') : real;
const seconds = (since: number) => Number(((performance.now() - since) / 1000).toFixed(1));

const cells = [
  "import { openTraffic, sampleRecords, show, trafficDots } from './lib/index.js';",
  `const traffic = await openTraffic(${JSON.stringify(file)});`,
  'show(trafficDots(await sampleRecords(traffic)));',
];

async function firstChart(): Promise<Record<string, number>> {
  const began = performance.now();
  const kernel = await KernelClient.start();
  const ready = seconds(began);
  for (const code of cells) {
    const { reply } = await kernel.execute(code);
    if (reply.status !== 'ok') throw new Error(`A cell failed: ${reply.ename}`);
  }
  const chart = seconds(began);
  kernel.close();
  return { 'kernel ready, s': ready, 'first chart, s': chart };
}

function wholeReport(): Record<string, number> {
  const out = mkdtempSync(path.join(tmpdir(), 'start-bench-'));
  const began = performance.now();
  const command = ['--import', 'tsx', path.join(root, 'lib/commands/report.ts'), file, '--out', out];
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(out, { recursive: true, force: true });
  if (status !== 0) throw new Error('The report failed.');
  return { 'whole report, s': seconds(began) };
}

async function bench(): Promise<void> {
  // Twice: the first start after a change compiles lib, the second finds it compiled.
  console.table([await firstChart(), await firstChart()]);
  console.table([wholeReport()]);
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
