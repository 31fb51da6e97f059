import { readSqlFile } from '../engine/read-sql-file.js';
import type { Account } from '../load/account.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { formatCount } from '../text/format-count.js';
import { addressFacts } from './address-facts.js';
import { type CaptureGap, captureGaps } from './capture-gaps.js';
import { type ColumnProfile, columnProfiles } from './column-profiles.js';
import { dataLimits } from './data-limits.js';
import { type GivenLabel, givenLabels } from './given-labels.js';
import { type QuantitySummaries, quantitySummaries } from './quantity-summary.js';
import { type SingleRule, singleRules } from './single-rules.js';
import { timeSpan } from './time-span.js';

/** Records that carry one label, and who gave it. */
export interface LabelClass {
  /** The rules' names, or null for records without a label. */
  readonly label: string | null;
  readonly records: number;
  readonly provenance: 'rule engine' | 'unlabelled';
}

/** What a set of records is, before anybody looks for anything in it. */
export interface DataCard {
  readonly records: number;
  readonly rejected: number;
  /** What became of every unit of the input, file by file. */
  readonly accounts: readonly Account[];
  /** The filter in force, a phrase each; absent where every record is in. */
  readonly filter?: readonly string[];
  /** Records beyond the first of those that agree in every column; they are kept. */
  readonly duplicates: number;
  readonly from: Date;
  readonly to: Date;
  /** Width of the fixed capture windows in seconds, or null where records have times of their own. */
  readonly windowSeconds: number | null;
  /** Different start times; with fixed windows, the windows that hold records. */
  readonly startTimes: number;
  readonly gaps: readonly CaptureGap[];
  readonly sources: number;
  readonly countries: number;
  readonly profiles: readonly ColumnProfile[];
  readonly quantities: QuantitySummaries;
  readonly classes: readonly LabelClass[];
  /** Labels that came with the records in a column of their own. */
  readonly labels: readonly GivenLabel[];
  /** Rules on one column that alone predict such a label. */
  readonly singleRules: readonly SingleRule[];
  /** What looking addresses up added, and whose data that is; empty before `enrichAddresses`. */
  readonly addresses: readonly string[];
  /** The source with the most bytes_in and its share of them. */
  readonly largest: { readonly src_ip: string; readonly share: number | null };
  /** Sentences that say what cannot be concluded from these records, and why. */
  readonly limits: readonly string[];
}

/**
 * Says what the data is: rows, span, gaps, windows, constants, classes and what therefore cannot be concluded.
 *
 * @throws the signal's reason when stopped
 *
 * @example
 * const card = await describeTraffic(await openTraffic('data/cybersecurity_data.csv'));
 * console.log(card.limits.join('\n'));
 */
export async function describeTraffic(traffic: Traffic, operation: LongOperation = {}): Promise<DataCard> {
  const { engine, records } = traffic;
  return engine.during({ note: 'describing', records, ...pickOperation(operation) }, (within) =>
    describe({ ...traffic, engine: within }),
  );
}

async function describe(traffic: Traffic): Promise<DataCard> {
  const answer = async <Row extends object>(name: string, parameters = {}) =>
    (await traffic.engine.query(readSqlFile(name), parameters)) as readonly Row[];
  const { window: windowSeconds, gaps } = await captureGaps(traffic);
  const span = await timeSpan(traffic);
  const rules = await answer<{ label: string | null; records: number }>('rule-hits');
  const [largest] = await answer<{ src_ip: string; share: number | null }>('byte-concentration');
  const [same] = await answer<{ duplicates: number }>('duplicates');
  const profiles = await columnProfiles(traffic);
  const distinct = (name: string) => profiles.find((p) => p.column.name === name)!.distinct;
  const card = {
    records: traffic.records,
    rejected: traffic.rejected,
    accounts: traffic.accounts,
    ...(traffic.filter && { filter: traffic.filter }),
    duplicates: same!.duplicates,
    from: span.first_start!,
    to: span.last_end!,
    windowSeconds,
    startTimes: span.start_times,
    gaps,
    sources: distinct('src_ip'),
    countries: distinct('src_ip_country_code'),
    profiles,
    quantities: await quantitySummaries(traffic),
    classes: rules.map(({ label, records }) => ({
      label,
      records,
      provenance: label === null ? ('unlabelled' as const) : ('rule engine' as const),
    })),
    labels: await givenLabels(traffic),
    singleRules: await singleRules(traffic),
    addresses: await addressFacts(traffic),
    largest: { src_ip: largest!.src_ip, share: largest!.share },
  };
  return { ...card, limits: [...(traffic.limits ?? []), ...filterLimit(card), ...dataLimits(card)] };
}

/** Shares, rates and gaps change their meaning where records were left out. */
function filterLimit({ filter, records, accounts }: Pick<DataCard, 'filter' | 'records' | 'accounts'>) {
  if (filter === undefined) return [];
  const out = accounts.reduce((sum, account) => sum + (account.leftOut ?? 0), 0);
  return [
    `A filter is in force (${filter.join('; ')}): ${formatCount(out, 'record')} of ${(records + out).toLocaleString('en-US')} were left out, and shares, rates and what is unusual are of those kept.`,
  ];
}
