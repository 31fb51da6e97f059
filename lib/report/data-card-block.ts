import type { DataCard } from '../analyze/describe-traffic.js';
import type { QuantitySummary } from '../analyze/quantity-summary.js';
import { countryLabel } from '../charts/country-label.js';
import type { Account } from '../load/account.js';
import { shownName } from '../load/file-names.js';
import { duration } from '../text/duration.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { withTimes } from '../text/time-markup.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import { clientsText } from './clients-text.js';

/**
 * Makes the data card into a block to show: what the records are, and in its last row what cannot be
 * concluded from them.
 *
 * @param card result of `describeTraffic`
 *
 * @example
 * show(dataCardBlock(await describeTraffic(traffic)));
 */
export function dataCardBlock(card: DataCard): HtmlBlock {
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ['Records', [`${formatCount(card.records, 'record')}, ${formatCount(card.rejected, 'row')} rejected`]],
    ['Input', firstLines(card.accounts.map(account), 'file')],
    [
      'Masked',
      card.accounts.some(({ masked }) => masked)
        ? [
            'Addresses stand for others (240.0.0.0/4, 3fff::/20; neighbours stay neighbours), values of queries are tokens (~…): the same value has the same mask. Countries and owners are those of the addresses themselves.',
          ]
        : [],
    ],
    ['How it was read', firstLines(card.accounts.flatMap(readings), 'note')],
    ['Filter', card.filter ?? []],
    [
      'Duplicates',
      card.duplicates > 0 ? [`${formatCount(card.duplicates, 'record')} beyond the first, kept`] : [],
    ],
    ['Time', [`${utc(card.from)} to ${utc(card.to)} UTC`]],
    ['Windows', [windows(card)]],
    [
      'Capture gaps',
      firstLines(
        card.gaps.map((gap) => `${utc(gap.from)} to ${utc(gap.to)} UTC (${duration(gap.seconds)})`),
        'gap',
        `, ${duration(card.gaps.reduce((sum, gap) => sum + gap.seconds, 0))} in all`,
      ),
    ],
    ['Sources', [clientsText(card)]],
    ['Addresses looked up', card.addresses],
    ['Bytes and durations', quantities(card)],
    ['Bytes in and out together', [correlation(card)]],
    [
      'Constant columns',
      card.profiles
        .filter((p) => p.constant !== null)
        .map((p) => `${p.column.nameInFiles} = ${visible(p.constant ?? '', 60)}`),
    ],
    ['Empty columns', card.profiles.filter((p) => p.nonNull === 0).map((p) => p.column.nameInFiles)],
    [
      card.classes.length === 1 ? 'Classes (one class)' : `Classes (${card.classes.length})`,
      card.classes.map(
        (c) =>
          `${visible(c.label ?? 'no rule', 60)}: ${formatCount(c.records, 'record')} (${c.provenance}${ruleAction(c.action)})`,
      ),
    ],
    [
      'Labels given',
      card.labels.map(
        (l) =>
          `${visible(l.column, 40)} = ${visible(l.label, 40)}: ${formatCount(l.records, 'record')} (${l.provenance})`,
      ),
    ],
    ['What cannot be concluded', card.limits],
  ];
  const shown = facts.filter(([, values]) => values.length > 0);
  const markup = html`<table class="data-card">
    ${shown.map(
      ([name, values]) =>
        html`<tr><th scope="row">${name}</th><td>${values.map((value) => html`<div>${withTimes(value)}</div>`)}</td></tr>`,
    )}
  </table>`;
  return {
    html: render(markup),
    text: shown.map(([name, values]) => `${name}: ${values.join('; ')}`).join('\n'),
  };
}

/** Maximum number of lines of one fact; the rest is counted. */
const MAX_LINES = 12;

/** The first lines, and how many there are. */
function firstLines(lines: readonly string[], unit: string, together = ''): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), `… ${formatCount(lines.length, unit)}${together}`];
}

function account({ file, format, units, records, leftOut, rejects, mergedHalves, skipped }: Account): string {
  const parts = [
    formatCount(records, 'record'),
    ...(leftOut !== undefined ? [`${leftOut.toLocaleString('en-US')} left out by the filter`] : []),
    `${rejects.toLocaleString('en-US')} rejected`,
    ...(mergedHalves > 0 ? [`${mergedHalves.toLocaleString('en-US')} joined to their other direction`] : []),
    ...Object.entries(skipped).flatMap(([what, n]) =>
      n > 0 ? [`${n.toLocaleString('en-US')} ${what}`] : [],
    ),
  ];
  return `${visible(shownName(file), 200)} (${format}): ${formatCount(units, 'row')} = ${parts.join(' + ')}`;
}

/** What else is to be known of how a file was read: its zone, country codes that are no ISO codes, sheets, patterns. */
function readings({ timeZone, countryCodes, notes = [] }: Account): readonly string[] {
  const changes = timeZone && [
    ...(timeZone.gap
      ? [
          `${formatCount(timeZone.gap, 'record')} at times that the change of clocks left out, read an hour later`,
        ]
      : []),
    ...(timeZone.overlap
      ? [
          `${formatCount(timeZone.overlap, 'record')} at times that it repeated, read as the second of the two`,
        ]
      : []),
  ];
  const codes = Object.entries(countryCodes ?? {}).map(
    ([code, n]) => `${countryLabel(code)}: ${formatCount(n, 'record')}`,
  );
  return [
    ...notes,
    ...(timeZone ? [[`times without a zone are of ${timeZone.name}`, ...changes!].join('; ')] : []),
    ...(codes.length > 0
      ? [
          `country codes that are no ISO 3166-1 codes: ${codes.slice(0, MAX_LINES).join(', ')}${codes.length > MAX_LINES ? ' …' : ''}`,
        ]
      : []),
  ];
}

function windows(card: DataCard): string {
  return card.windowSeconds === null
    ? `no fixed windows: records have times of their own (${formatCount(card.startTimes, 'different start time')})`
    : `${formatCount(card.startTimes, 'window')} of ${duration(card.windowSeconds)} with records`;
}

function quantity(summary: QuantitySummary): string {
  const write =
    summary.unit === 'bytes' ? formatBytes : (seconds: number) => `${seconds.toLocaleString('en-US')} s`;
  return `${summary.name}: median ${write(summary.median)}, MAD ${write(summary.mad)}, 95 % under ${write(summary.p95)}, largest ${write(summary.max)}`;
}

/** Of which records medians and correlations are, where not of all. */
function sampleOf({ quantities: { sampled }, records }: DataCard): string | undefined {
  return sampled === records ? undefined : `a sample of ${formatCount(sampled, 'record')}`;
}

function quantities(card: DataCard): readonly string[] {
  const lines = card.quantities.summaries.map(quantity);
  const sample = sampleOf(card);
  return lines.length === 0 || sample === undefined
    ? lines
    : [...lines, `all but the largest from ${sample}`];
}

function correlation(card: DataCard): string {
  const { correlation: r } = card.quantities;
  if (r === null) return 'cannot be computed: one of them does not vary';
  const sample = sampleOf(card);
  const over = sample === undefined ? '' : ` over ${sample}`;
  return `Pearson r = ${r.pearson.toFixed(3)}, Spearman ρ = ${r.spearman.toFixed(3)}${over}`;
}

/** What a rule did, in words: one that only counted a request let it through. */
const ruleAction = (action: string | undefined) =>
  action === undefined ? '' : action === 'COUNT' ? ', counted only, not blocked' : `, ${visible(action, 40)}`;
