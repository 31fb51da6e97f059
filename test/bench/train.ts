import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { useBackend } from '../../lib/models/backend.js';
import { trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';
import type { TrainHistory } from '../../lib/models/train-history.js';
import { matrixOf } from '../models/matrix-of.js';

// Seconds an epoch and training loss beside Keras (tensorflow-cpu) and scikit-learn on the same numbers: ours and the peers
// by turns in the same run, the shortest of two each. Allowed on wasm: 1.6 x Keras for the autoencoder, 1.3 x for the
// classifier, at equal loss. Keras takes all processors, wasm one: processor seconds are the fairer figure on a busy machine.
// PYTHON names a Python that has both; without it, a virtual environment is made for the run.

const [ROWS, COLUMNS, EPOCHS, ROUNDS] = [100_000, 64, 5, 2];
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
  activation: 'relu',
  learningRate: 0.001,
} as const;

interface Measured {
  readonly seconds: number;
  /** Processor seconds. */
  readonly cpu: number;
  readonly loss: number;
}

/** What one framework took for each of the two models. */
type Measurement = Readonly<Record<'autoencoder' | 'classifier', Measured>>;

async function measure(
  train: (
    onProgress: () => void,
  ) => Promise<{ models: readonly { dispose(): void }[]; history: TrainHistory }>,
): Promise<Measured> {
  const began = performance.now();
  const before = process.cpuUsage();
  let last = began;
  let spent = process.cpuUsage(before);
  const { models, history } = await train(() => {
    last = performance.now();
    spent = process.cpuUsage(before);
  });
  for (const model of models) model.dispose();
  return {
    seconds: (last - began) / 1000 / EPOCHS,
    cpu: (spent.user + spent.system) / 1e6 / EPOCHS,
    loss: history.points.at(-1)!.loss,
  };
}

/** The shortest of several measurements. */
function shortest(rounds: readonly Measurement[]): Measurement {
  const of = (kind: keyof Measurement): Measured => ({
    seconds: Math.min(...rounds.map((round) => round[kind].seconds)),
    cpu: Math.min(...rounds.map((round) => round[kind].cpu)),
    loss: rounds[0]![kind].loss,
  });
  return { autoencoder: of('autoencoder'), classifier: of('classifier') };
}

async function bench(): Promise<void> {
  const values = surface();
  const matrix = matrixOf(values, COLUMNS);
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => (values[row * COLUMNS]! > 0.5 ? 1 : 0));
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const backend = await useBackend();
  const ours = async (): Promise<Measurement> => ({
    autoencoder: await measure((onProgress) =>
      trainAutoencoder(matrix, {
        ...options,
        onProgress,
        layers: [32, 8, 32],
        networks: 1,
        steps: EPOCHS * Math.ceil(ROWS / options.batch),
        trimLoss: 0,
        trainRows: ROWS,
        heldOut: 0,
      }),
    ),
    classifier: await measure(async (onProgress) => {
      const { model, history } = await trainClassifier(matrix, labels, rows, {
        ...options,
        epochs: EPOCHS,
        patience: EPOCHS,
        onProgress,
        layers: [64, 32],
        bins: 0,
        dropout: 0,
        l2: 0,
        classWeights: [1, 1],
        heldOut: 0.0001,
      });
      return { models: [model], history };
    }),
  });
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
    const rounds: Record<string, Measurement[]> = {};
    for (let round = 0; round < ROUNDS; round++) {
      const out = execFileSync(python, [script, file, `${ROWS}`, `${COLUMNS}`, `${EPOCHS}`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const peers = JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, Measurement>;
      for (const [name, measured] of Object.entries({
        [`this project, ${backend}`]: await ours(),
        ...peers,
      })) {
        rounds[name] = [...(rounds[name] ?? []), measured];
      }
    }
    const all = Object.entries(rounds).map(([name, measured]) => [name, shortest(measured)] as const);
    const keras = all.find(([name]) => name === 'keras')![1];
    console.log(
      `Shortest of ${ROUNDS}; load of the machine ${loadavg()[0]!.toFixed(1)} on ${cpus().length} processors.`,
    );
    for (const kind of ['autoencoder', 'classifier'] as const) {
      console.log(`${kind}, ${ROWS.toLocaleString('en-US')} x ${COLUMNS}, batch 256, ${EPOCHS} epochs`);
      console.table(
        Object.fromEntries(
          all.map(([name, { [kind]: took }]) => [
            name,
            {
              'ms an epoch': Math.round(took.seconds * 1000),
              'x Keras': Number((took.seconds / keras[kind].seconds).toFixed(2)),
              'processor ms': Math.round(took.cpu * 1000),
              'last loss': Number(took.loss.toPrecision(3)),
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
