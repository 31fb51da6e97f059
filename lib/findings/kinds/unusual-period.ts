import { type AnomalousPeriod, anomalousPeriods } from '../../analyze/anomalous-periods.js';
import { type TimeBaseline, timeBaseline } from '../../analyze/time-baseline.js';
import { formatCount } from '../../text/format-count.js';
import { utc } from '../../text/utc.js';
import {
  type Evidence,
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  band: {
    value: 6,
    unit: 'spreads of the baseline to either side of it',
    range: [1, 1000],
    why: 'assumed: hourly counts have heavier tails than normal numbers; the width that anomalousPeriods has when left out',
  },
} as const satisfies Thresholds;

type Item = AnomalousPeriod & Pick<TimeBaseline, 'level'>;

const periods: FindingQuery<Item, ThresholdValues<typeof thresholds>> = {
  sql: ['by-hour'],
  run: async ({ traffic, gaps }, { band }) => {
    const baseline = await timeBaseline(traffic, { gaps });
    return anomalousPeriods(baseline, { width: band }).map((period) => ({
      ...period,
      level: baseline.level,
    }));
  },
};

interface Period extends Evidence, Pick<Item, 'direction' | 'level'> {
  readonly numbers: Readonly<Record<'records' | 'usual' | 'distance', number>>;
  readonly where: string;
}
type PeriodEvidence = Period & { readonly periods: readonly [Period, ...Period[]] };

/** Further periods that the sentence names. */
const MAX_NAMED = 4;

/** All periods as one finding, with the numbers of the furthest from its baseline. */
function merge(evidence: readonly Period[]): PeriodEvidence {
  const periods = [...evidence].sort((a, b) => b.numbers.distance - a.numbers.distance);
  const [first] = periods;
  return {
    ...first!,
    from: new Date(Math.min(...periods.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...periods.map(({ to }) => to.getTime()))),
    where: periods.length === 1 ? first!.where : `(${periods.map(({ where }) => `(${where})`).join(' or ')})`,
    periods: periods as unknown as readonly [Period, ...Period[]],
  };
}

const periodText = ({ from, direction, numbers }: Period) =>
  `${utc(from)} (${numbers.records.toLocaleString('en-US')}, ${direction} than ${numbers.usual.toFixed(0)})`;

/** Hours with more or fewer records than the same hour at other times; not an accusation. */
export const unusualPeriod = {
  name: 'unusual period',
  title: 'More or fewer records than expected at that hour',
  severity: 'info',
  severityReason: 'more or fewer records than usual at that hour',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds,
  falsePositives: ['a mention in the news', 'an outage', 'a holiday'],
  nextStep: 'Compare with deploys, campaigns and outages of that hour.',
  signals: [
    signal(thresholds, {
      query: periods,
      find: ({ from, to, direction, records, expected: usual, deviation: distance, where, level }) => {
        const period = {
          clients: [],
          from,
          to,
          numbers: { records, usual, distance },
          surprise: null,
          where,
          direction,
          level,
        };
        return merge([period]);
      },
      combine: (evidence) =>
        evidence.length === 0 ? [] : [merge(evidence.flatMap(({ periods }) => periods))],
      sentence: ({
        periods: [
          {
            from,
            to,
            direction,
            level,
            numbers: { records, usual },
          },
          ...others
        ],
      }) =>
        `${formatCount(records, 'record')} from ${utc(from)} to ${utc(to)} UTC, ${direction} than the usual ${usual.toFixed(0)} (${level})${others.length === 0 ? '' : `; so were ${formatCount(others.length, 'other period')}: ${others.slice(0, MAX_NAMED).map(periodText).join(', ')}${others.length > MAX_NAMED ? ' …' : ''}`}.`,
    }),
  ],
} as const satisfies FindingKind;
