import { readSqlFile } from '../engine/read-sql-file.js';
import type { Account } from '../load/account.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { formatCount } from '../text/format-count.js';
import { addressFacts } from './address-facts.js';
import { type CaptureGap, captureGaps } from './capture-gaps.js';
import { type ColumnProfile, columnProfiles } from './column-profiles.js';
import { type CoreTime, coreTime } from './core-time.js';
import { dataLimits } from './data-limits.js';
import { countLabels, type LabelCount } from './label-counts.js';
import { type QuantitySummaries, quantitySummaries } from './quantity-summary.js';
import { type SingleRule, singleRules } from './single-rules.js';
import { timeSpan } from './time-span.js';

/** Number of records with one label, and the origin of the label. */
export interface LabelClass {
  /** Names of the rules, or null for records without a label. */
  readonly label: string | null;
  /** What the rules did, where the data source says so: `BLOCK`, `COUNT` … */
  readonly action?: string;
  readonly records: number;
  readonly provenance: 'rule engine' | 'unlabelled';
}

/** Description of a set of records: size, time range, gaps, columns, labels and limitations. */
export interface DataCard {
  readonly records: number;
  readonly rejected: number;
  /** Records read, rejected and left out, by file. */
  readonly accounts: readonly Account[];
  /** The active filter, one phrase per condition; absent without a filter. */
  readonly filter?: readonly string[];
  /** Records that repeat an earlier one in every column; they are kept. */
  readonly duplicates: number;
  readonly from: Date;
  readonly to: Date;
  /** The time range without far-off times, and how many records are far off. */
  readonly core: CoreTime;
  /** All times lie in one minute of each hour, at several times in it, as in a log of which the rest was lost. */
  readonly truncated: boolean;
  /** Width of the fixed capture windows in seconds, or null without fixed windows. */
  readonly windowSeconds: number | null;
  /** Different start times; with fixed windows, the windows that hold records. */
  readonly startTimes: number;
  readonly gaps: readonly CaptureGap[];
  /** Different client addresses. */
  readonly sources: number;
  readonly countries: number;
  readonly profiles: readonly ColumnProfile[];
  readonly quantities: QuantitySummaries;
  readonly classes: readonly LabelClass[];
  /** Labels in a separate column of the data source. */
  readonly labels: readonly LabelCount[];
  /** Rules on a single column that predict such a label. */
  readonly singleRules: readonly SingleRule[];
  /** What `enrichAddresses` added, and the origin of its data; empty before it ran. */
  readonly addresses: readonly string[];
  /** The client with the most bytes_in, and its share of them, 0 to 1. */
  readonly largest: { readonly src_ip: string; readonly share: number | null };
  /** Limitations of the data, one sentence each. */
  readonly limits: readonly string[];
}

/**
 * Describes the records: number, time range, gaps, windows, columns, labels, and the limitations that follow.
 *
 * @param options `signal` and `onProgress`
 * @throws the reason of `signal` when it is aborted
 *
 * @example
 * const card = await describeTraffic(await openTraffic('data/cybersecurity_data.csv'));
 * console.log(card.limits.join('\n'));
 */
export async function describeTraffic(traffic: Traffic, options: LongOperation = {}): Promise<DataCard> {
  const { engine, records } = traffic;
  return engine.during({ note: 'describing', records, ...pickOperation(options) }, (within) =>
    describe({ ...traffic, engine: within }),
  );
}

async function describe(traffic: Traffic): Promise<DataCard> {
  const run = async <Row extends object>(name: string, parameters = {}) =>
    (await traffic.engine.query(readSqlFile(name), parameters)) as readonly Row[];
  const { window: windowSeconds, gaps } = await captureGaps(traffic);
  const span = await timeSpan(traffic);
  const [minutes] = await run<{ minutes: number; hours: number; start_times: number }>('minutes-of-hours');
  const rules = await run<{ label: string | null; action: string | null; records: number }>('rule-hits');
  const [largest] = await run<{ src_ip: string; share: number | null }>('byte-concentration');
  const [repeated] = await run<{ duplicates: number }>('duplicates');
  const profiles = await columnProfiles(traffic);
  const distinct = (name: string) => profiles.find((p) => p.column.name === name)!.distinct;
  const card = {
    records: traffic.records,
    rejected: traffic.rejected,
    accounts: traffic.accounts,
    ...(traffic.filter && { filter: traffic.filter }),
    duplicates: repeated!.duplicates,
    from: span.first_start!,
    to: span.last_end!,
    core: await coreTime(traffic),
    truncated:
      (windowSeconds ?? 0) < 3600 &&
      minutes!.minutes === 1 &&
      minutes!.hours >= 3 &&
      minutes!.start_times > minutes!.hours,
    windowSeconds,
    startTimes: span.start_times,
    gaps,
    sources: distinct('src_ip'),
    countries: distinct('src_ip_country_code'),
    profiles,
    quantities: await quantitySummaries(traffic),
    classes: rules.map(({ label, action, records }) => ({
      label,
      ...(action !== null && { action }),
      records,
      provenance: label === null ? ('unlabelled' as const) : ('rule engine' as const),
    })),
    labels: await countLabels(traffic),
    singleRules: await singleRules(traffic),
    addresses: await addressFacts(traffic),
    largest: { src_ip: largest!.src_ip, share: largest!.share },
  };
  return { ...card, limits: [...(traffic.limits ?? []), ...filterLimit(card), ...dataLimits(card)] };
}

/** A limitation: with a filter, shares, rates and gaps describe only the records that it keeps. */
function filterLimit({ filter, records, accounts }: Pick<DataCard, 'filter' | 'records' | 'accounts'>) {
  if (filter === undefined) return [];
  const leftOut = accounts.reduce((sum, account) => sum + (account.leftOut ?? 0), 0);
  return [
    `A filter is in force (${filter.join('; ')}): ${formatCount(leftOut, 'record')} of ${(records + leftOut).toLocaleString('en-US')} were left out, and shares, rates and what is unusual are of those kept.`,
  ];
}
