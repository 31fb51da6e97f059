import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import type { DataCard } from './describe-traffic.js';

const DAY = 86_400_000;

/** A client with more than this share of the bytes dominates every total and mean (assumed). */
const DOMINANT = 0.5;

/** Describes the limitations of the data: what cannot be concluded from these records, and why. */
export function dataLimits(card: Omit<DataCard, 'limits'>): readonly string[] {
  const limits: string[] = [];
  const add = (holds: boolean, sentence: string) => {
    if (holds) limits.push(sentence);
  };
  const labelled = card.classes.filter((c) => c.provenance === 'rule engine');
  const unlabelled = card.classes.length - labelled.length;
  add(
    card.classes.length === 1 && unlabelled === 0,
    `There is one class only: all ${card.records} records carry the rule "${visible(labelled[0]?.label ?? '', 60)}". No classifier can be trained or judged on them; an accuracy of 100 % would mean nothing.`,
  );
  add(
    labelled.length === 0 && card.labels.length === 0,
    'No record carries a rule: there are no labels to learn from or to judge by.',
  );
  add(
    labelled.length > 0,
    'The labels are the rule engine’s word, not established truth; a record without a rule is unlabelled, not normal.',
  );
  const analystLabel = card.labels.find((label) => label.provenance === 'analyst column');
  add(
    analystLabel !== undefined,
    `The column ${visible(analystLabel?.column ?? '', 40)} is the word of whoever filled it, not established truth.`,
  );
  const [rule] = [...card.singleRules].sort((a, b) => Number(a.verdict) - Number(b.verdict));
  add(
    rule !== undefined,
    `The single rule "${rule?.column} = ${visible(rule?.value ?? '', 60)}" predicts ${visible(rule?.label ?? '', 60)} with an accuracy of ${rule?.accuracy.toFixed(3)}: a model that finds it has found how the data was made, not an attack.`,
  );
  add(
    card.duplicates > 0,
    `${card.duplicates} ${card.duplicates === 1 ? 'record repeats another' : 'records repeat others'} in every column: sums and counts hold them twice.`,
  );
  const constants = card.profiles.filter((p) => p.constant !== null && p.nonNull === card.records);
  add(
    constants.length > 0,
    `${constants.length} of ${card.profiles.length} columns ${constants.length === 1 ? 'is' : 'are'} constant (${constants.map((p) => p.column.nameInFiles).join(', ')}): nothing can be concluded from ${constants.length === 1 ? 'it' : 'them'}.`,
  );
  add(
    card.windowSeconds !== null,
    `Records are sums over fixed windows of ${card.windowSeconds} s: duration says nothing, and any steady source looks regular, so a period under ${2 * (card.windowSeconds ?? 0)} s cannot be tested.`,
  );
  add(
    card.gaps.length > 0,
    `The capture has ${card.gaps.length === 1 ? 'a gap' : `${card.gaps.length} gaps`}: no records in it is not the same as no traffic.`,
  );
  const { earlier, later } = card.core;
  add(
    earlier + later > 0,
    `${formatCount(earlier + later, 'record')} ${earlier + later === 1 ? 'is' : 'are'} far off in time (${[
      ...(earlier > 0 ? [`from ${utc(card.from)}`] : []),
      ...(later > 0 ? [`to ${utc(card.to)}`] : []),
    ].join(', ')}): a clock or a format is wrong, and charts over time and baselines are of the others.`,
  );
  add(
    card.truncated,
    'All times lie in one minute of each hour: the log is truncated, or its times lost a part; rates and rhythms are wrong.',
  );
  const [first, last] =
    earlier + later > 0
      ? [card.core.first_start ?? card.from, card.core.last_start ?? card.to]
      : [card.from, card.to];
  const days = (last.getTime() - first.getTime()) / DAY;
  add(
    days < 21,
    `The records span ${days < 2 ? `${(days * 24).toFixed(1)} hours` : `${days.toFixed(1)} days`}: ${days < 2 ? 'no daily or weekly rhythm' : 'no weekly rhythm (it needs three weeks)'} can be learned.`,
  );
  add(
    (card.largest.share ?? 0) > DOMINANT,
    `One source, ${visible(card.largest.src_ip, 45)}, has ${(100 * (card.largest.share ?? 0)).toFixed(0)} % of all bytes_in: totals and means describe it, not the others.`,
  );
  return limits;
}
