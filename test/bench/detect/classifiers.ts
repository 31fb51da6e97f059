import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { averagePrecision, rocAuc } from '../../../lib/evaluate/ranking-metrics.js';
import { supervisedDetectors } from '../../../lib/models/detectors/registry.js';
import { realData } from '../../real-data.js';
import { type Case, httpCase, kddCase, simulatedCase } from './cases.js';
import { pairedDifference } from './paired-bootstrap.js';
import { startScript } from './python.js';

type ScoresByName = ReadonlyMap<string, ArrayLike<number>>;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Fits our classifiers and the peers' on the training rows of each case, and prints how they rank the test rows. */
export async function compareClassifiers(seeds: number, folder: string, python: string): Promise<void> {
  const cases: Case[] = [];
  for (let seed = 1; seed <= seeds; seed++) cases.push(...(await casesOf(folder, seed)));
  writeCases(folder, cases);
  await startScript(python, 'classifiers.py', [folder]).done;
  const scores = new Map<Case, ScoresByName>();
  for (const one of cases) {
    const peers = JSON.parse(readFileSync(path.join(folder, `${one.id}-peers.json`), 'utf8')) as Record<
      string,
      number[]
    >;
    scores.set(
      one,
      new Map<string, ArrayLike<number>>([...(await ourScores(one)), ...Object.entries(peers)]),
    );
    console.log(`ours: ${one.id}`);
  }
  for (const name of new Set(cases.map((one) => one.name)))
    printCase(
      cases.filter((one) => one.name === name),
      scores,
    );
}

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

async function ourScores({ train, test, trainLabels, seed }: Case): Promise<ScoresByName> {
  const found = new Map<string, ArrayLike<number>>();
  for (const { name, fit } of supervisedDetectors) {
    const fitted = await fit(train.ours, trainLabels, { seed });
    found.set(`our ${name}`, await fitted.score(test.ours));
    fitted.dispose();
  }
  return found;
}

function writeCases(folder: string, cases: readonly Case[]): void {
  for (const { id, train, test } of cases) {
    for (const features of ['log', 'ours'] as const) {
      writeFileSync(path.join(folder, `${id}-${features}-train.f32`), train[features].values);
      writeFileSync(path.join(folder, `${id}-${features}-test.f32`), test[features].values);
    }
  }
  const described = cases.map(({ id, seed, trainLabels, train }) => ({
    id,
    seed,
    trainLabels: [...trainLabels],
    widths: { log: train.log.columns.length, ours: train.ours.columns.length },
  }));
  writeFileSync(path.join(folder, 'cases.json'), JSON.stringify(described));
}

function printCase(own: readonly Case[], scores: ReadonlyMap<Case, ScoresByName>): void {
  const first = own[0]!;
  const attacks = first.testLabels.reduce((sum, label) => sum + label, 0);
  const lines = [...scores.get(first)!.keys()].map((detector) => {
    const each = (metric: typeof rocAuc) =>
      own.map((one) => metric(one.testLabels, scores.get(one)!.get(detector)!));
    return { detector, precision: each(averagePrecision), auc: each(rocAuc) };
  });
  lines.sort((a, b) => median(b.precision) - median(a.precision));
  console.log(
    `\n${first.name}, labelled training rows: ${first.testLabels.length} test rows, ${attacks} attacks, ` +
      `${new Set(first.testGroups).size} groups; average precision over ${own.length} seeds`,
  );
  console.table(
    Object.fromEntries(
      lines.map(({ detector, precision, auc }) => [
        detector,
        {
          median: median(precision).toFixed(3),
          min: Math.min(...precision).toFixed(3),
          max: Math.max(...precision).toFixed(3),
          'ROC-AUC': median(auc).toFixed(3),
        },
      ]),
    ),
  );
  const ours = lines.find(({ detector }) => detector === 'our dense classifier');
  for (const name of [/MLP/, /boosting/]) {
    const peer = lines.find(({ detector }) => name.test(detector));
    if (ours === undefined || peer === undefined) continue;
    const { low, high } = pairedDifference(
      own.map((one) => ({
        labels: one.testLabels,
        groups: one.testGroups,
        one: scores.get(one)!.get(ours.detector)!,
        other: scores.get(one)!.get(peer.detector)!,
      })),
    );
    const difference =
      ours.precision.reduce((sum, value, i) => sum + value - peer.precision[i]!, 0) / own.length;
    console.log(
      `  ${ours.detector} less ${peer.detector}: ${difference.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`,
    );
  }
}
