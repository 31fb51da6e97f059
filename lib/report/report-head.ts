import type { DataCard } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Finding } from '../findings/finding.js';
import type { Ledger } from '../findings/investigate.js';
import { shownName } from '../load/file-names.js';
import type { Traffic } from '../load/traffic.js';
import { duration } from '../text/duration.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { timeMarkup, withTimes, zoneMarkup } from '../text/time-markup.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import { flaggedGroup } from './flagged-groups.js';
import { simulatedShare } from './simulated.js';
import { verdict } from './verdict.js';

/** Options of {@link reportHead}. */
export interface ReportHeadOptions {
  /** Result of `describeTraffic(traffic)`. */
  readonly card: DataCard;
  /** Result of `investigate(traffic)`. */
  readonly ledger: Ledger;
  /** Result of `detectAnomalies(traffic)`. */
  readonly detection: Pick<Detection, 'rowIds' | 'isAnomaly' | 'anomalies' | 'notScored'>;
  /** When the report was made; now by default. */
  readonly now?: Date;
}

const { version }: { version: string } = require('../../package.json');

/** Files that are named. */
const MAX_FILES = 3;
const SIMULATED = { all: 'SIMULATED', some: 'PARTLY SIMULATED', none: '' } as const;

/**
 * Makes the head of a report: its files, time range, time of making and version, whether the records are simulated, a verdict
 * computed from the findings, and tiles of the main counts. Text from records is escaped.
 *
 * @param options `card`, `ledger`, `detection` and `now`
 *
 * @example
 * show(await reportHead(traffic, { card, ledger, detection }));
 */
export async function reportHead(traffic: Traffic, options: ReportHeadOptions): Promise<HtmlBlock> {
  const { card, ledger, detection, now = new Date() } = options;
  const simulated = SIMULATED[await simulatedShare(traffic)];
  const scored = detection.notScored === null;
  const gapSeconds = card.gaps.reduce((sum, { seconds }) => sum + seconds, 0);
  const [first, ...others] = verdict(ledger, {
    records: card.records,
    rejected: card.rejected,
    seconds: (card.to.getTime() - card.from.getTime()) / 1000,
    gapSeconds,
    flagged: scored
      ? { records: detection.anomalies, explained: await flaggedGroup(traffic, detection, { card, ledger }) }
      : null,
  });
  const [total] = await traffic.engine.query<{ bytes: number | null }>(
    'select sum(cast(coalesce(bytes_in, 0) as double) + cast(coalesce(bytes_out, 0) as double)) as bytes from traffic',
  );
  const tiles = [
    ...(['high', 'medium', 'low'] as const).map((severity) => severityTile(severity, ledger.findings)),
    { value: count(card.records), label: card.records === 1 ? 'record' : 'records' },
    {
      value: count(card.sources),
      label: `${card.sources === 1 ? 'client' : 'clients'}${card.countries > 0 ? `, ${formatCount(card.countries, 'country', 'countries')}` : ''}`,
    },
    { value: formatBytes(total?.bytes ?? 0), label: 'in and out' },
    { value: count(card.rejected), label: 'rows rejected' },
    {
      value: count(card.gaps.length),
      label:
        card.gaps.length === 0
          ? 'capture gaps'
          : `${card.gaps.length === 1 ? 'capture gap' : 'capture gaps'}, ${duration(gapSeconds)}`,
    },
    scored
      ? { value: count(detection.anomalies), label: 'anomalies', anomalies: true }
      : { value: '–', label: 'no anomaly scores' },
  ];
  const files = card.accounts.map(({ file }) => visible(shownName(file), 120));
  const named = [
    ...files.slice(0, MAX_FILES),
    ...(files.length > MAX_FILES ? [`${files.length - MAX_FILES} more`] : []),
  ].join(', ');
  // Bold up to the colon: a list of findings would be too much of it.
  const [strong, rest] = splitAt(first ?? '', others.join(' '));
  const made = `made ${now.toISOString().slice(0, 10)} by version ${version}`;
  const markup = html`<div class="report-head">
    <p class="meta">${simulated !== '' && html`<span class="simulated">${simulated}</span> `}<b>${named}</b> · ${timeMarkup(card.from)} to ${timeMarkup(card.to)} ${zoneMarkup()} · ${made}${card.filter && ` · only records that pass the filter (${card.filter.join('; ')})`}</p>
    <p class="verdict"><strong>${withTimes(strong)}</strong> ${withTimes(rest)}</p>
    <ul class="tiles">${tiles.map(tile)}</ul>
  </div>`;
  const counts = tiles.map(({ value, label }) => `${value} ${label}`).join(', ');
  const range = `${utc(card.from)} to ${utc(card.to)} UTC`;
  return {
    html: render(markup),
    text: [
      `${simulated && `${simulated}: `}${named}; ${range}; ${made}`,
      [first, ...others].join(' '),
      counts,
    ].join('\n'),
  };
}

function splitAt(first: string, others: string): readonly [string, string] {
  const colon = first.indexOf(': ');
  return colon < 0 ? [first, others] : [first.slice(0, colon + 1), `${first.slice(colon + 2)} ${others}`];
}

interface Tile {
  readonly value: string;
  readonly label: string;
  readonly severity?: Finding['severity'];
  readonly anomalies?: boolean;
}

const count = (n: number) => n.toLocaleString('en-US');

function severityTile(severity: Finding['severity'], findings: readonly Finding[]): Tile {
  const own = findings.filter((finding) => finding.accuses && finding.severity === severity);
  return { value: count(own.length), label: `${severity} severity`, severity };
}

/** A tile of severity leads to the findings; in an exported page, that of the anomalies filters by them. */
function tile({ value, label, severity, anomalies }: Tile) {
  const zero = value === '0' ? ' zero' : '';
  if (severity !== undefined && value !== '0')
    return html`<li><a class=${`tile ${severity}`} href="#findings" data-severity-tile=${severity}><b>${value}</b>${label}</a></li>`;
  return html`<li><span class=${`tile${zero}`} data-anomalies=${anomalies && zero === '' ? '' : undefined}><b>${value}</b>${label}</span></li>`;
}
