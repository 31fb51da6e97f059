import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DataCard } from '../analyze/describe-traffic.js';
import type { EarlierModel } from '../detect/anomaly-model.js';
import { publishText } from '../files/publish.js';

/** What the summary says of a detection. */
export interface DetectionSummary {
  readonly anomalies: number;
  readonly rule: string;
  /** The model of `scoreWith`, with the drift of each feature. */
  readonly earlier?: EarlierModel | null;
}

/**
 * Writes the data card as JSON for programs: `records`, `rejected`, `sources`, `countries`, `from`, `to`,
 * `classes` (with who gave the label), windows, gaps, limits, and the number of anomalies with their rule; of
 * filtered records also `filter` and `leftOut`, the number of records that the filter left out; of records
 * scored by an earlier model also `model` with its drift. Times are ISO 8601 in UTC. The file is written under another name and then renamed.
 *
 * @param file path of the `.json` file; its folder is created where missing
 * @throws when the file cannot be written
 *
 * @example
 * await writeSummary(card, detection, 'reports/own/summary.json');
 */
export async function writeSummary(card: DataCard, detection: DetectionSummary, file: string): Promise<void> {
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
    ...(detection.earlier && { model: detection.earlier }),
  };
  await mkdir(path.dirname(file), { recursive: true });
  await publishText(file, `${JSON.stringify(summary, null, 2)}\n`);
}
