import type { Ledger } from '../findings/investigate.js';
import { shownName } from '../load/file-names.js';
import type { Traffic } from '../load/traffic.js';
import type { CaptureTime } from './capture-time.js';
import { type ClientGroup, compareClients } from './compare-clients.js';
import { compareFindings, type FindingChange } from './compare-findings.js';
import { compareRates, type RateChange } from './compare-rates.js';

/** One of two captures. */
export interface ComparedSide extends CaptureTime {
  /** Names without their folders. */
  readonly files: readonly string[];
  readonly filter?: readonly string[];
  readonly records: number;
}

/** What changed from one capture to another. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly fresh: ClientGroup;
  readonly gone: ClientGroup;
  readonly rates: readonly RateChange[];
  readonly findings: readonly FindingChange[];
}

/**
 * Compares two captures: sources that are new and gone, rates that changed, findings that are new.
 *
 * @param ledgers what `investigate` found in each
 *
 * @example
 * const ledgers = { before: await investigate(yesterday), after: await investigate(today) };
 * const comparison = await compareTraffic(yesterday, today, ledgers);
 */
export async function compareTraffic(
  before: Traffic,
  after: Traffic,
  ledgers: { readonly before: Ledger; readonly after: Ledger },
): Promise<Comparison> {
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
