import { countryBars } from '../../charts/country-bars.js';
import { countryMap } from '../../charts/country-map.js';
import type { ChartName, Figure, FigureMeta, SingleOptions } from '../../charts/figure.js';
import { portBars } from '../../charts/port-bars.js';
import { scoreHistogram } from '../../charts/score-histogram.js';
import { trafficDots } from '../../charts/traffic-dots.js';
import { trafficTimeline } from '../../charts/traffic-timeline.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { countriesOf } from './countries-of.js';
import { dotsOf } from './dots-of.js';
import { findingMarksOf } from './findings-of.js';
import { overTimeOf } from './over-time-of.js';
import { portsOf } from './ports-of.js';

/** Maximum number of dots that SVG draws within a fifth of a second. */
const MAX_DOTS = 2000;

/** A bar that a filter leaves stays a bar, whose click takes the filter away again. */
const asBefore = ({ sentence }: FigureMeta): SingleOptions => ({ single: sentence ? 'sentence' : 'figure' });

/** Draws each figure from the rows that pass, by the function that drew it in the notebook. */
export const FILTERED_CHARTS: Readonly<
  Record<ChartName, (columns: RecordColumns, kept: Uint32Array, meta: FigureMeta) => Figure>
> = {
  countryBars: (columns, kept, meta) => countryBars(countriesOf(columns, kept), asBefore(meta)),
  countryMap: (columns, kept, meta) => countryMap(countriesOf(columns, kept), asBefore(meta)),
  dots: (columns, kept) => trafficDots(dotsOf(columns, kept, MAX_DOTS)),
  overTime: (columns, kept, meta) =>
    trafficTimeline(overTimeOf(columns, kept), {
      ...asBefore(meta),
      findings: findingMarksOf(columns, kept),
    }),
  portBars: (columns, kept, meta) => portBars(portsOf(columns, kept), asBefore(meta)),
  scoreDistribution: ({ numbers }, kept, { asked }) =>
    scoreHistogram(
      {
        scores: Float64Array.from(kept, (row) => numbers.anomaly_score?.[row] ?? Number.NaN),
        threshold: asked?.threshold ?? Number.NaN,
      },
      asked,
    ),
};
