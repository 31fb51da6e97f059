import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { useBackend } from '../../lib/models/backend.js';
import { trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';

// Seconds an epoch and training loss beside Keras (tensorflow-cpu) and scikit-learn on the same numbers, one after the
// other in the same run. Allowed on wasm: 1.6 x Keras for the autoencoder, 1.3 x for the classifier, at equal loss.
// PYTHON names a Python that has both; without it, a virtual environment is made for the run.

const [ROWS, COLUMNS, EPOCHS] = [100_000, 64, 5];
const PEERS = ['tensorflow-cpu==2.18.0', 'scikit-learn==1.5.2'];

/** Rows on a four-dimensional surface, with noise: something that eight units in the middle can hold. */
function surface(): Float32Array {
  const random = xoroshiro128plus(1);
  const mix = Float32Array.from({ length: 4 * COLUMNS }, () => uniformFloat32(random) * 2 - 1);
  const values = new Float32Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    const at = Array.from({ length: 4 }, () => uniformFloat32(random) * 4 - 2);
    for (let j = 0; j < COLUMNS; j++) {
      const sum = at.reduce((total, x, k) => total + x * mix[k * COLUMNS + j]!, 0);
      values[row * COLUMNS + j] = Math.sin(sum) + 0.3 * (uniformFloat32(random) - 0.5);
    }
  }
  return values;
}

/** The peer's loop has no held-out pass either: the time is that of the steps. */
const options = {
  seed: 1,
  batch: 256,
  epochs: EPOCHS,
  patience: EPOCHS,
  activation: 'relu',
  learningRate: 0.001,
} as const;

async function measure(
  train: (
    onProgress: () => void,
  ) => Promise<{ model: { dispose(): void }; history: { epochs: readonly { loss: number }[] } }>,
) {
  const began = performance.now();
  let last = began;
  const { model, history } = await train(() => {
    last = performance.now();
  });
  model.dispose();
  return { seconds: (last - began) / 1000 / EPOCHS, loss: history.epochs.at(-1)!.loss };
}

async function bench(): Promise<void> {
  const values = surface();
  const matrix: FeatureMatrix = {
    values,
    rows: ROWS,
    columns: Array.from({ length: COLUMNS }, (_, j) => ({
      name: `f${j}`,
      unit: '',
      meaning: `f${j}`,
      form: 'share',
      topic: `f${j}`,
      median: 0,
      scale: 1,
    })),
    rowIds: Int32Array.from({ length: ROWS }, (_, row) => row + 1),
    categories: {},
  };
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => (values[row * COLUMNS]! > 0.5 ? 1 : 0));
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const backend = await useBackend();
  const ours = {
    autoencoder: await measure((onProgress) =>
      trainAutoencoder(matrix, {
        ...options,
        onProgress,
        layers: [32, 8, 32],
        trim: 0,
        trainRows: ROWS,
        heldOut: 0.0001,
      }),
    ),
    classifier: await measure((onProgress) =>
      trainClassifier(matrix, labels, rows, {
        ...options,
        onProgress,
        layers: [64, 32],
        dropout: 0,
        l2: 0,
        classWeights: [1, 1],
        heldOut: 0.0001,
      }),
    ),
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'train-bench-'));
  try {
    let python = process.env.PYTHON;
    if (python === undefined) {
      execFileSync('python3', ['-m', 'venv', path.join(folder, 'venv')]);
      python = path.join(folder, 'venv', 'bin', 'python');
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...PEERS], { stdio: ['ignore', 2, 2] });
    }
    const file = path.join(folder, 'matrix.f32');
    writeFileSync(file, values);
    const script = path.join(__dirname, 'peers', 'train.py');
    const out = execFileSync(python, [script, file, `${ROWS}`, `${COLUMNS}`, `${EPOCHS}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const peers = JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, typeof ours>;
    const all: Record<string, typeof ours> = { [`this project, ${backend}`]: ours, ...peers };
    for (const kind of ['autoencoder', 'classifier'] as const) {
      console.log(`${kind}, ${ROWS.toLocaleString('en-US')} x ${COLUMNS}, batch 256, ${EPOCHS} epochs`);
      console.table(
        Object.fromEntries(
          Object.entries(all).map(([name, result]) => [
            name,
            {
              'ms an epoch': Math.round(result[kind].seconds * 1000),
              'x Keras': Number((result[kind].seconds / peers.keras![kind].seconds).toFixed(2)),
              'last loss': Number(result[kind].loss.toPrecision(3)),
            },
          ]),
        ),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
