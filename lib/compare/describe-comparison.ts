import { digits } from '../text/digits.js';
import { duration } from '../text/duration.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import type { RateChange } from './compare-rates.js';
import type { ComparedSide, Comparison } from './compare-traffic.js';

/** Maximum number of changes, and of findings, in the summary. */
const MAX_EXAMPLES = 5;

/**
 * Describes in a few sentences what changed from one capture to another.
 *
 * @param comparison result of `compareTraffic`
 * @returns sentences as plain text
 *
 * @example
 * show(sentences(...describeComparison(comparison)));
 */
export function describeComparison(comparison: Comparison): readonly string[] {
  const { before, after, fresh, gone, rates, findings } = comparison;
  const changed = rates.filter((rate) => rate.changed);
  const newFindings = findings.filter(({ change, accuses }) => change === 'new' && accuses);
  return [
    `Before: ${side(before)}.`,
    `After: ${side(after)}.`,
    `${formatCount(fresh.clients, 'source')} ${fresh.clients === 1 ? 'is' : 'are'} new and sent ${formatShare(fresh.records, after.records)} of the later records; ${formatCount(gone.clients, 'source')} of before ${gone.clients === 1 ? 'is' : 'are'} gone.`,
    changed.length === 0
      ? `None of ${formatCount(rates.length, 'rate')} by country, port, rule and hour changed by more than chance explains.`
      : `${changed.length} of ${formatCount(rates.length, 'rate')} changed by more than chance explains: ${changed.slice(0, MAX_EXAMPLES).map(change).join('; ')}.`,
    newFindings.length === 0
      ? 'No finding that accuses somebody is new.'
      : `${formatCount(newFindings.length, 'new finding')} to look at.`,
    ...newFindings.slice(0, MAX_EXAMPLES).map(({ sentence }) => sentence),
  ];
}

const side = ({ files, filter, records, from, to, seconds }: ComparedSide) =>
  `${formatCount(records, 'record')} of ${visible(files[0] ?? '', 60)}${files.length > 1 ? ` and ${files.length - 1} more` : ''}${filter ? ` (${filter.join('; ')})` : ''}, ${utc(from)} to ${utc(to)} UTC, ${duration(seconds)} of it captured`;

const change = ({ what, value, ratio, low, high }: RateChange) =>
  `${what} ${visible(value ?? 'none', 40)} ${digits(ratio)} times as often (${digits(low)} to ${digits(high)})`;
