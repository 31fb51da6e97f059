import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { averagePrecision } from '../../lib/evaluate/average-precision.js';
import { rocAuc } from '../../lib/evaluate/roc-auc.js';
import { realData } from '../real-data.js';
import { type Case, httpCase, kddCase, simulatedCase } from './detect/cases.js';
import { ourScores } from './detect/ours.js';
import { pairedDifference } from './detect/paired-bootstrap.js';

// How well our detectors find attacks, beside scikit-learn's and PyOD's on the same rows, in the same splits.
//
//   npm run bench -- detect [seeds, 5 when left out] [torch]
//
// Peers get the raw columns as logarithms and, in a second line each, our features; the best line is what we are
// compared with. PyOD's autoencoder needs torch, which a package index gives for Linux with 4 GB of GPU code alone: it is
// judged when the word torch is given. PYTHON names an interpreter that has the peers already.

const PEERS = ['scikit-learn==1.9.1', 'pyod==3.6.7'];
const SEEDS = Number(process.argv[2] ?? 5);
const TORCH = ['torch==2.15.0', 'tqdm==4.70.1'];
const torch = process.argv[3] === 'torch';

const settings = {
  'normal only': 'normal rows to learn from',
  mix: 'unlabelled mix',
  labels: 'labelled rows',
};
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

async function casesOf(folder: string, seed: number): Promise<readonly Case[]> {
  const simulated = await simulatedCase(folder, seed);
  if (realData.skip) return [simulated];
  const file = realData.file('nsl-kdd/KDDTrain+_20Percent.txt');
  return [
    await httpCase(file, folder, seed, false),
    await httpCase(file, folder, seed, true),
    await kddCase(file, seed, false),
    await kddCase(file, seed, true),
    simulated,
  ];
}

function python(folder: string): string {
  if (process.env.PYTHON !== undefined) return process.env.PYTHON;
  const venv = path.join(folder, 'venv');
  const run = (command: string, args: readonly string[]) => {
    if (spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
      throw new Error(`${command} ${args.join(' ')} failed: the peers need Python 3.11 and a package index.`);
  };
  run('python3', ['-m', 'venv', venv]);
  const executable = path.join(venv, 'bin', 'python');
  run(executable, ['-m', 'pip', 'install', '--quiet', ...PEERS, ...(torch ? TORCH : [])]);
  return executable;
}

function writeCases(folder: string, cases: readonly Case[]): void {
  for (const { id, train, test } of cases) {
    for (const features of ['log', 'ours'] as const) {
      writeFileSync(path.join(folder, `${id}-${features}-train.f32`), train[features].values);
      writeFileSync(path.join(folder, `${id}-${features}-test.f32`), test[features].values);
    }
  }
  const told = cases.map(({ id, seed, trainLabels, train }) => ({
    id,
    seed,
    trainLabels: [...trainLabels],
    widths: { log: train.log.columns.length, ours: train.ours.columns.length },
  }));
  writeFileSync(path.join(folder, 'cases.json'), JSON.stringify(told));
}

type Scores = ReadonlyMap<string, ArrayLike<number>>;

function report(cases: readonly Case[], scores: ReadonlyMap<Case, Scores>): void {
  for (const name of new Set(cases.map((one) => one.name))) {
    const own = cases.filter((one) => one.name === name);
    const rows = own[0]!.testLabels.length;
    console.log(
      `\n${name}: ${rows} rows to judge by, ${own[0]!.testLabels.reduce((a, b) => a + b)} attacks, ${new Set(own[0]!.testGroups).size} groups`,
    );
    for (const [setting, words] of Object.entries(settings)) {
      const names = [...scores.get(own[0]!)!.keys()].filter((key) => key.startsWith(`${setting}|`));
      const lines = names.map((key) => {
        const each = (metric: typeof rocAuc) =>
          own.map((one) => metric(one.testLabels, scores.get(one)!.get(key)!));
        return { key, detector: key.split('|')[1]!, ap: each(averagePrecision), auc: each(rocAuc) };
      });
      lines.sort((a, b) => median(b.ap) - median(a.ap));
      console.log(`${words}: average precision over ${own.length} seeds`);
      console.table(
        Object.fromEntries(
          lines.map(({ detector, ap, auc }) => [
            detector,
            {
              median: median(ap).toFixed(3),
              least: Math.min(...ap).toFixed(3),
              most: Math.max(...ap).toFixed(3),
              'ROC-AUC': median(auc).toFixed(3),
            },
          ]),
        ),
      );
      const compare = (ours: string, peers: RegExp) => {
        const one = lines.find((line) => line.detector === ours);
        const other = lines.find((line) => !line.detector.startsWith('our ') && peers.test(line.detector));
        if (one === undefined || other === undefined) return;
        const { low, high } = pairedDifference(
          own.map((c) => ({
            labels: c.testLabels,
            groups: c.testGroups,
            one: scores.get(c)!.get(one.key)!,
            other: scores.get(c)!.get(other.key)!,
          })),
        );
        const mean = one.ap.reduce((sum, ap, i) => sum + ap - other.ap[i]!, 0) / own.length;
        console.log(
          `  ${ours} less ${other.detector}: ${mean.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`,
        );
      };
      if (setting === 'labels') {
        compare('our classifier', /MLP/);
        compare('our classifier', /boosting/);
      } else {
        compare('our default score', /./);
        compare('our autoencoder', /scikit-learn autoencoder/);
        compare('our autoencoder', /PyOD autoencoder/);
      }
    }
  }
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'detect-bench-'));
  const began = performance.now();
  try {
    if (realData.skip) console.log(`${realData.skip}: only simulated traffic is judged.`);
    const cases: Case[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) cases.push(...(await casesOf(folder, seed)));
    writeCases(folder, cases);
    const { status } = spawnSync(python(folder), [path.join(__dirname, 'detect', 'peers.py'), folder], {
      stdio: 'inherit',
      // Their threads wait for each other busily: on a machine that does other things, one is faster.
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    });
    if (status !== 0) throw new Error('The peers failed; their own message is above.');
    const scores = new Map<Case, Scores>();
    for (const one of cases) {
      const found = new Map(await ourScores(one));
      const peers = path.join(folder, `${one.id}-peers.json`);
      if (!existsSync(peers)) throw new Error(`The peers wrote no scores for ${one.id}.`);
      for (const [key, values] of Object.entries(
        JSON.parse(readFileSync(peers, 'utf8')) as Record<string, number[]>,
      ))
        found.set(key, values);
      scores.set(one, found);
      console.log(`ours: ${one.id}`);
    }
    report(cases, scores);
    console.log(`\n${Math.round((performance.now() - began) / 1000)} s in all.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
