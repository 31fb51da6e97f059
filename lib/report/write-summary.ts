import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DataCard } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { publishText } from '../files/publish.js';

/** What the summary says of a detection. */
export type DetectionSummary = Pick<Detection, 'anomalies' | 'rule'> &
  Partial<Pick<Detection, 'notScored' | 'earlier'>> & {
    readonly model?: Pick<Detection['model'], 'detector' | 'evidence' | 'leftOut'>;
  };

/**
 * Writes the data card as JSON for programs: `records`, `rejected`, `sources`, `countries`, `from`, `to`,
 * `classes` (with who gave the label), windows, gaps, limits, the number of anomalies with their rule, the
 * detector, the detectors that it left out, and whether the evidence by client counts (`used`) and what share
 * of the variance of scores clients explain (`explained`); where records have no scores, why (`notScored`); of records
 * scored by an earlier model that `model` with its drift. Of
 * filtered records it has also `filter` and `leftOut`, the number of records that the filter left out. Times are ISO
 * 8601 in UTC. The file is written under another name and then renamed.
 *
 * @param file path of the `.json` file; its folder is created where missing
 * @throws when the file cannot be written
 *
 * @example
 * await writeSummary(card, detection, 'reports/own/summary.json');
 */
export async function writeSummary(card: DataCard, detection: DetectionSummary, file: string): Promise<void> {
  const { model } = detection;
  const summary = {
    records: card.records,
    rejected: card.rejected,
    ...(card.filter && {
      filter: card.filter,
      leftOut: card.accounts.reduce((sum, account) => sum + (account.leftOut ?? 0), 0),
    }),
    sources: card.sources,
    countries: card.countries,
    from: card.from,
    to: card.to,
    classes: card.classes,
    windowSeconds: card.windowSeconds,
    startTimes: card.startTimes,
    gaps: card.gaps,
    limits: card.limits,
    anomalies: detection.anomalies,
    anomalyRule: detection.rule,
    ...(detection.notScored && { notScored: detection.notScored }),
    ...(model && {
      detector: model.detector,
      clientEvidence: model.evidence && { used: model.evidence.used, explained: model.evidence.explained },
      leftOutDetectors: model.leftOut,
    }),
    ...(detection.earlier && { model: detection.earlier }),
  };
  await mkdir(path.dirname(file), { recursive: true });
  await publishText(file, `${JSON.stringify(summary, null, 2)}\n`);
}
