import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { DetectorEvaluation } from '../../lib/evaluate/evaluate-detectors.js';
import { evaluateScores } from '../../lib/evaluate/evaluate-scores.js';
import { writeEvaluation } from '../../lib/evaluate/write-evaluation.js';

const folder = mkdtempSync(path.join(tmpdir(), 'evaluation-'));
after(() => rmSync(folder, { recursive: true }));

test('the file has the provenance, split and warnings, and the metrics of each detector with intervals', async () => {
  const labels = Uint8Array.of(0, 1, 0, 1, 0, 0, 1, 0);
  const scores = Float32Array.of(1, 8, 2, 7, 3, 6, 5, 4);
  const evaluation = evaluateScores(labels, scores, { budgets: [2], bootstrap: { repeats: 20 } });
  const evaluated: DetectorEvaluation = {
    provenance: 'analyst column',
    split: { train: Int32Array.of(8, 9, 10), test: Int32Array.from(labels.keys()), how: 'by network' },
    warnings: ['There are 3 positives.'],
    labels,
    detectors: [{ detector: 'ECOD', learnedFrom: 'records', network: false, evaluation, scores }],
  };
  const file = path.join(folder, 'new', 'evaluation.json');
  await writeEvaluation(evaluated, 'is_suspicious', file);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
    label: 'is_suspicious',
    provenance: 'analyst column',
    warnings: ['There are 3 positives.'],
    split: { how: 'by network', trainRecords: 3, testRecords: 8, testPositives: 3 },
    detectors: [
      {
        detector: 'ECOD',
        learnedFrom: 'records',
        network: false,
        averagePrecision: { ...evaluation.averagePrecision },
        rocAuc: { ...evaluation.rocAuc },
        alerts: [{ alerts: 2, score: 7, truePositives: 2, precision: 1, recall: 2 / 3 }],
      },
    ],
  });
  assert.deepEqual(readdirSync(path.dirname(file)), ['evaluation.json'], 'nothing is left beside it');
});
