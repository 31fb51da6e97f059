import { cpus, loadavg } from 'node:os';
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { scoreFeatures } from '../../lib/detect/score-features.js';
import { learnTails } from '../../lib/detect/value-tails.js';
import type { FeatureForm, FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { useBackend } from '../../lib/models/backend.js';
import { autoencoder } from '../../lib/models/detectors/unsupervised/autoencoder.js';
import { fitConsensus } from '../../lib/models/detectors/unsupervised/consensus.js';

// Rows scored a second, `npm run bench -- score [autoencoder]`. Aims: an autoencoder's scores of 1M x 40 in at most 1.5 s; scores with reasons in words at 50,000
// rows a second or more. Processor seconds are the fairer figure on a busy machine.

const [ROWS, COLUMNS] = [1_000_000, 40];
const FORMS: readonly FeatureForm[] = ['bytes', 'seconds', 'count', 'share', 'ratio'];

function matrixOf(rows: number): FeatureMatrix {
  const random = xoroshiro128plus(1);
  return {
    values: Float32Array.from({ length: rows * COLUMNS }, () => {
      const x = uniformFloat32(random);
      return (6 * (x - 0.5)) ** 3 / 9;
    }),
    rows,
    columns: Array.from({ length: COLUMNS }, (_, j) => ({
      name: `f${j}`,
      unit: '',
      meaning: `feature ${j}`,
      form: FORMS[j % FORMS.length]!,
      topic: `f${j}`,
      group: 'quantity',
      median: 3,
      scale: 0.5,
    })),
    rowIds: Int32Array.from({ length: rows }, (_, row) => row + 1),
    categories: {},
  };
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
  const matrix = matrixOf(ROWS);
  const few = matrixOf(10_000);
  console.log(`${ROWS.toLocaleString('en-US')} x ${COLUMNS} on ${await useBackend()}`);
  const tails = learnTails(matrix);
  const fits = [
    () => autoencoder.fit(matrix, { seed: 1, steps: 20 }),
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
