import { investigate, type Ledger } from '../findings/investigate.js';
import { shownName } from '../load/file-names.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import type { CaptureTime } from './capture-time.js';
import { type ClientGroup, compareClients } from './compare-clients.js';
import { compareFindings, type FindingChange } from './compare-findings.js';
import { compareRates, type RateChange } from './compare-rates.js';

/** One of two captures. */
export interface ComparedSide extends CaptureTime {
  /** Names of the files, without folders. */
  readonly files: readonly string[];
  /** The active filter, one phrase per condition; absent without a filter. */
  readonly filter?: readonly string[];
  readonly records: number;
}

/** What changed from one capture to another. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** Clients that are new, and clients that are gone. */
  readonly fresh: ClientGroup;
  readonly gone: ClientGroup;
  readonly rates: readonly RateChange[];
  readonly findings: readonly FindingChange[];
}

/** Options of `compareTraffic`. */
export interface CompareTrafficOptions extends LongOperation {
  /** Results of `investigate` for both captures. Default: `investigate` runs for each. */
  readonly ledgers?: { readonly before: Ledger; readonly after: Ledger };
}

/**
 * Compares two captures: clients that are new or gone, rates that changed, findings that are new.
 *
 * @param before earlier traffic, read from files
 * @param after later traffic
 * @param options `ledgers`: results of `investigate`, if there are any; `signal` and `onProgress` of
 *   `investigate`
 * @throws an InputError if `before` was not read from files
 *
 * @example
 * const [yesterday, today] = await openTrafficPair('monday.csv', 'tuesday.csv');
 * const comparison = await compareTraffic(yesterday, today);
 */
export async function compareTraffic(
  before: Traffic,
  after: Traffic,
  options: CompareTrafficOptions = {},
): Promise<Comparison> {
  const operation = pickOperation(options);
  const ledgers = options.ledgers ?? {
    before: await investigate(before, operation),
    after: await investigate(after, operation),
  };
  const { rates, ...sides } = await compareRates(before, after);
  const side = ({ accounts, filter, records }: Traffic, observed: CaptureTime): ComparedSide => ({
    files: accounts.map(({ file }) => shownName(file)),
    ...(filter && { filter }),
    records,
    ...observed,
  });
  return {
    before: side(before, sides.before),
    after: side(after, sides.after),
    ...(await compareClients(before, after)),
    rates,
    findings: compareFindings(ledgers.before, ledgers.after),
  };
}
