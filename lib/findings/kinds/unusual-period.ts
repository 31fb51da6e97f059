import { type AnomalousPeriod, anomalousPeriods } from '../../analyze/anomalous-periods.js';
import { type TimeBaseline, timeBaseline } from '../../analyze/time-baseline.js';
import { formatCount } from '../../text/format-count.js';
import { utc } from '../../text/utc.js';
import {
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
      find: ({ from, to, direction, records, expected: usual, deviation: distance, where, level }) => ({
        clients: [],
        from,
        to,
        numbers: { records, usual, distance },
        surprise: null,
        where,
        direction,
        level,
      }),
      sentence: ({ from, to, direction, level, numbers: { records, usual } }) =>
        `${formatCount(records, 'record')} from ${utc(from)} to ${utc(to)} UTC, ${direction} than the usual ${usual.toFixed(0)} (${level}).`,
    }),
  ],
} as const satisfies FindingKind;
