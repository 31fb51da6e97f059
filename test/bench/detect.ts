import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { averagePrecision, rocAuc } from '../../lib/evaluate/ranking-metrics.js';
import { realData } from '../real-data.js';
import { type Case, httpCase, kddCase, simulatedCase } from './detect/cases.js';
import { ourScores } from './detect/ours.js';
import { pairedDifference } from './detect/paired-bootstrap.js';

// How well our detectors find attacks, beside scikit-learn's and PyOD's on the same rows, in the same splits.
//
//   npm run bench -- detect [seeds, 5 when left out] [torch]
//
// Peers get the raw columns as logarithms and, in a second line each, our features; the best line is what we are
// compared with, and it is known to be the best only afterwards. PyOD's autoencoder needs torch, which a package index
// gives for Linux with 4 GB of GPU code alone: it is judged when the word torch is given. PYTHON names an interpreter that
// has the peers already.
//
// Nothing is tuned on the rows judged by: choices were made on other rows of (b), on services other than http in place of (a),
// and on simulations of other seeds in place of (c).
//
// Average precision on 2026-11-23, five seeds, our score less that of the best peer with its 95 % interval. All but PyOD's
// autoencoder was judged again after the last change of features and networks; what changed, changed in the middle column only:
//
//                              default score             autoencoder less          autoencoder less
//                              less the best peer        scikit-learn's            PyOD's
//   a http, normal only        -0.061 (-0.106 to -0.032)  0.000 (-0.044 to 0.064) -0.106 (-0.131 to 0.196)
//   a http, mix                -0.099 (-0.137 to -0.046) -0.027 (-0.119 to 0.100) -0.205 (-0.247 to -0.003)
//   a distinct, normal only    -0.371 (-0.448 to -0.259) -0.052 (-0.135 to 0.039)  0.062 (-0.043 to 0.155)
//   a distinct, mix            -0.188 (-0.255 to -0.112) -0.187 (-0.254 to -0.111) 0.115 (0.052 to 0.220)
//   b all, normal only          0.003 (-0.000 to 0.006)   0.003 (-0.005 to 0.011) -0.008 (-0.014 to -0.001)
//   b all, mix                 -0.100 (-0.107 to -0.094) -0.055 (-0.066 to -0.044) -0.053 (-0.062 to -0.043)
//   b unseen, normal only      -0.004 (-0.012 to 0.004)   0.029 (0.008 to 0.043)  -0.009 (-0.020 to 0.001)
//   b unseen, mix               0.013 (-0.004 to 0.030)   0.035 (0.021 to 0.050)   0.001 (-0.013 to 0.016)
//   c simulated, normal only    0.046 (0.020 to 0.074)    0.056 (0.024 to 0.088)   0.066 (0.030 to 0.088)
//   c simulated, mix            0.037 (0.011 to 0.062)    0.034 (0.002 to 0.064)   0.052 (0.021 to 0.075)
//
//                              classifier less           classifier less
//                              scikit-learn's MLP        gradient boosting
//   a http                      0.012 (0.006 to 0.120)   -0.001 (-0.020 to -0.000)
//   a distinct                  0.086 (0.033 to 0.148)    0.634 (0.533 to 0.711)
//   b all                       0.007 (0.003 to 0.011)    -0.001 (-0.001 to -0.000)
//   b unseen                    0.085 (0.069 to 0.099)   -0.002 (-0.009 to 0.005)
//   c simulated                 0.268 (0.158 to 0.361)   -0.020 (-0.115 to 0.058)
//
// The aim of the default score (the interval's lower end not below -0.01) is met in four settings of ten, and missed by 0.002 in
// one more. Where it is missed: (a) has three quantities, and its attacks are 27 distinct rows of two kinds. As a repeated
// point they suit histograms (PyOD HBOS), as distinct rows distances on two or three axes (KNN); a default that follows one loses the
// other. In the mix of (b) 45 % of the rows are attacks: what is usual there is no longer the normal.
//
// The autoencoder is surely below scikit-learn's in two settings of ten (the mixes of a distinct and b), below PyOD's in three (the
// mixes of a and b; b normal only, by 0.008), and above both on simulated actors. scikit-learn's hardly trains on so few rows:
// on (b) it equals a distance from the mean (0.955, as PyOD's PCA), which attacks among the rows spoil less.
//
// The classifier is above the MLP everywhere, and within 0.01 of gradient boosting but for (c): 0.020 below, where about 70
// attacks to judge by leave an interval of 0.17.

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
        compare('our dense classifier', /MLP/);
        compare('our dense classifier', /boosting/);
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
