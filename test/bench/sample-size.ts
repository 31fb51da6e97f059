import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTruth } from '../../lib/evaluate/labels.js';
import { averagePrecision, rocAuc } from '../../lib/evaluate/ranking-metrics.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { scoreAnomalies } from '../../lib/models/score-anomalies.js';
import { trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

// What more training rows are worth: the quality of the autoencoder's scores against the rows it was trained on, on
// simulated traffic whose truth is known, over three simulations and three seeds, by several ways to train. It justifies the
// defaults `trainRows`, `batch` and `steps`.
//
//     npm run bench -- sample-size [ROWS]

const SIZES = [1_000, 3_000, 10_000, 30_000, 50_000, 100_000, 190_000];
/** Ways to train: gradient steps, rows each, and their size. */
const WAYS = [
  { steps: 50, batch: 256 },
  { steps: 100, batch: 256 },
  { steps: 200, batch: 256 },
  { steps: 400, batch: 256 },
  { steps: 100, batch: 512 },
];

async function bench(): Promise<void> {
  const rows = Number(process.argv[2] ?? 200_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'sample-size-'));
  const found = new Map<string, { area: number; precision: number; seconds: number }[]>();
  try {
    for (const simulation of [101, 102, 103]) {
      const file = path.join(folder, `${simulation}.csv`);
      await writeSimulation(file, { rows, days: 14, seed: simulation, scenario: defaultScenario });
      const traffic = await openTraffic(file);
      const { matrix } = await extractFeatures(traffic);
      const { labels } = (await readTruth(traffic, matrix.rowIds))!;
      for (const trainRows of SIZES)
        for (const { steps, batch } of WAYS) {
          const name = `${trainRows.toLocaleString('en-US')} rows, ${steps.toLocaleString('en-US')} steps of ${batch}`;
          for (const seed of [1, 2, 3]) {
            const began = process.cpuUsage();
            const autoencoder = await trainAutoencoder(matrix, { batch, steps, trainRows, seed });
            const { user, system } = process.cpuUsage(began);
            const scores = await scoreAnomalies(matrix, autoencoder);
            for (const model of autoencoder.models) model.dispose();
            const results = found.get(name) ?? [];
            results.push({
              area: rocAuc(labels, scores),
              precision: averagePrecision(labels, scores),
              seconds: (user + system) / 1e6,
            });
            found.set(name, results);
          }
        }
      traffic.engine.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  console.table(
    Object.fromEntries(
      [...found].map(([name, results]) => [
        name,
        {
          'area under ROC': mean(results.map(({ area }) => area)).toFixed(3),
          'average precision': mean(results.map(({ precision }) => precision)).toFixed(3),
          least: Math.min(...results.map(({ precision }) => precision)).toFixed(3),
          most: Math.max(...results.map(({ precision }) => precision)).toFixed(3),
          'processor s of training': mean(results.map(({ seconds }) => seconds)).toFixed(1),
        },
      ]),
    ),
  );
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
