import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { publishText } from '../files/publish.js';
import type { DetectorEvaluation } from './evaluate-detectors.js';

/**
 * Writes an evaluation of detectors as JSON for programs: `label` and its `provenance`, `warnings`, the `split`
 * (`how`, `trainRecords`, `testRecords`, `testPositives`), and `detectors`, the best average precision first,
 * each with `averagePrecision` and `rocAuc` (`value`, and `low` and `high` of the 95 % interval) and with
 * precision and recall for numbers of alerts. The file is written under another name and then renamed.
 *
 * @param evaluated what `evaluateDetectors` returns
 * @param label the column of the labels
 * @param file path of the `.json` file; its folder is created where missing
 * @throws when the file cannot be written
 *
 * @example
 * const evaluated = await evaluateDetectors(traffic, 'is_suspicious');
 * await writeEvaluation(evaluated, 'is_suspicious', 'reports/own/evaluation.json');
 */
export async function writeEvaluation(
  { provenance, warnings, split, labels, detectors }: DetectorEvaluation,
  label: string,
  file: string,
): Promise<void> {
  const content = {
    label,
    provenance,
    warnings,
    split: {
      how: split.how,
      trainRecords: split.train.length,
      testRecords: split.test.length,
      testPositives: labels.reduce((sum, one) => sum + one, 0),
    },
    detectors: detectors.map(({ detector, learnedFrom, network, evaluation }) => ({
      detector,
      learnedFrom,
      network,
      averagePrecision: evaluation.averagePrecision,
      rocAuc: evaluation.rocAuc,
      alerts: evaluation.budgets,
    })),
  };
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await publishText(file, `${JSON.stringify(content, null, 2)}\n`);
}
