import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { scoreFeatures } from '../../lib/detect/score-features.js';
import { learnTails } from '../../lib/detect/value-tails.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { useBackend } from '../../lib/models/backend.js';
import { autoencoder } from '../../lib/models/detectors/unsupervised/autoencoder.js';
import { fitConsensus } from '../../lib/models/detectors/unsupervised/consensus.js';
import { takeRows } from '../../lib/models/take-rows.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

// Rows scored a second, `npm run bench -- score [autoencoder]`, of the features of simulated records: random numbers would have a
// text of their own for every record. Aim: scores with reasons in words at 120,000 rows a second or more. Processor seconds are
// the fairer figure on a busy machine.

const ROWS = 500_000;

async function simulatedFeatures(): Promise<FeatureMatrix> {
  const folder = await mkdtemp(path.join(tmpdir(), 'score-bench-'));
  try {
    const file = path.join(folder, 'simulated.csv');
    await writeSimulation(file, { rows: ROWS, days: 28, seed: 1, scenario: defaultScenario });
    return (await extractFeatures(await openTraffic(file))).matrix;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timed<Result>(name: string, rows: number, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${name}: ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} processor s, ${Math.round(rows / seconds).toLocaleString('en-US')} rows/s`,
  );
  return result;
}

async function bench(): Promise<void> {
  const matrix = await simulatedFeatures();
  const few = takeRows(
    matrix,
    Int32Array.from({ length: 10_000 }, (_, row) => row),
  );
  console.log(`${ROWS.toLocaleString('en-US')} x ${matrix.columns.length} on ${await useBackend()}`);
  const tails = learnTails(matrix);
  const fits = [
    () => autoencoder.fit(matrix, { seed: 1 }),
    ...(process.argv[2] === 'autoencoder' ? [] : [() => fitConsensus(matrix, { seed: 1 })]),
  ];
  for (const fit of fits) {
    const fitted = await fit();
    // The first call compiles.
    await fitted.score(few);
    await timed(`${fitted.name}, scores`, ROWS, () => fitted.score(matrix));
    await timed(`${fitted.name}, scores and reasons in words, of every record`, ROWS, async () => {
      const { explanations } = await scoreFeatures([matrix], ROWS, Promise.resolve({ fitted, tails }));
      let letters = 0;
      for (let row = 0; row < ROWS; row++)
        for (const { text } of explanations.reasons(row)) letters += text.length;
      return letters;
    });
    fitted.dispose();
  }
  console.log(`load of the machine ${loadavg()[0]!.toFixed(1)} on ${cpus().length} processors`);
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
