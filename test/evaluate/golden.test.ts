import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { averagePrecision, rocAuc } from '../../lib/evaluate/ranking-metrics.js';
import { calibration, confusion, verdictQuality } from '../../lib/evaluate/verdict-metrics.js';

interface Case {
  readonly name: string;
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly threshold: number;
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
  readonly confusion: readonly number[];
  readonly brier: number;
  readonly reliability: readonly (readonly number[])[];
}

const cases = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as readonly Case[];
const close = (found: number, expected: number, what: string) =>
  assert.ok(Math.abs(found - expected) <= 1e-9, `${what}: ${found} is not ${expected}`);

for (const golden of cases)
  test(`metrics are scikit-learn’s to 1e-9: ${golden.name}`, () => {
    const { labels, scores, threshold } = golden;
    close(rocAuc(labels, scores), golden.rocAuc, 'ROC-AUC');
    close(averagePrecision(labels, scores), golden.averagePrecision, 'average precision');
    const counts = confusion(
      labels,
      scores.map((score) => (score > threshold ? 1 : 0)),
    );
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
    assert.deepEqual([truePositives, falsePositives, trueNegatives, falseNegatives], golden.confusion);
    const quality = verdictQuality(counts);
    for (const name of ['precision', 'recall', 'f1', 'mcc'] as const)
      close(quality[name], golden[name], name);
    const { brier, reliability } = calibration(labels, scores);
    close(brier, golden.brier, 'Brier');
    assert.equal(reliability.length, golden.reliability.length);
    reliability.forEach(({ predicted: given, observed: came }, i) => {
      close(given, golden.reliability[i]![0]!, `bin ${i}, given`);
      close(came, golden.reliability[i]![1]!, `bin ${i}, came`);
    });
  });
