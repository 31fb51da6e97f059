import { countryBars } from '../../charts/country-bars.js';
import { countryMap } from '../../charts/country-map.js';
import type { ChartName, Figure, FigureMeta, FigureOptions, SingleOptions } from '../../charts/figure.js';
import { portBars } from '../../charts/port-bars.js';
import { scoreHistogram } from '../../charts/score-histogram.js';
import { trafficDots } from '../../charts/traffic-dots.js';
import { trafficTimeline } from '../../charts/traffic-timeline.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { countriesOf } from './countries-of.js';
import { dotsOf } from './dots-of.js';
import { rowsOfAll, valuesOf, withContext } from './figure-context.js';
import type { Filters } from './filters.js';
import { findingMarksOf } from './findings-of.js';
import { binSeconds, overTimeOf } from './over-time-of.js';
import { portsOf } from './ports-of.js';

/** Maximum number of dots that SVG draws within a fifth of a second. */
const MAX_DOTS = 2000;

/** Which rows a figure is drawn of. */
export interface FilteredRows {
  readonly kept: Uint32Array;
  /** All rows, in the order of `kept`. */
  readonly all: Uint32Array;
  readonly filters: Filters;
}

const NOTHING = { clients: 0, bytes_in: 0, bytes_out: 0 };

/** A ranking of the rows that pass, with all rows behind them in grey; its table has those that pass. */
function ranking<Row extends { readonly records: number }>(
  kept: readonly Row[],
  all: readonly Row[],
  keyOf: (row: Row) => string | number | null,
  draw: (rows: readonly Row[], options: FigureOptions) => Figure,
  nothing: Partial<Row>,
): Figure {
  const passing = draw(kept, {});
  if (kept.length === 0) return passing;
  const drawn = draw(rowsOfAll(kept, all, keyOf, nothing), { title: passing.title });
  const bars = (drawn.data[0] as { readonly y?: readonly unknown[] } | undefined)?.y?.length ?? 0;
  const values = valuesOf(all, keyOf, drawn.layout.meta.keys ?? [], bars);
  return withContext({ ...drawn, table: passing.table }, { values, along: 'x' });
}

function timeline(columns: RecordColumns, { kept, all, filters }: FilteredRows, meta: FigureMeta): Figure {
  const times = columns.numbers.creation_time ?? [];
  const [from, before] = [
    filters.from ?? Number.NEGATIVE_INFINITY,
    filters.before ?? Number.POSITIVE_INFINITY,
  ];
  const shown = all.filter((row) => times[row]! >= from && times[row]! < before);
  if (kept.length === 0) return trafficTimeline(overTimeOf(columns, kept));
  const width = binSeconds(columns, filters);
  const figure = trafficTimeline(overTimeOf(columns, kept, { shown, width }), {
    ...asBefore(meta),
    findings: findingMarksOf(columns, kept),
  });
  if (shown.length === kept.length) return figure;
  const { bins } = overTimeOf(columns, shown, { width });
  return withContext(figure, { values: bins.map(({ records }) => records), along: 'y' });
}

/** A bar that a filter leaves stays a bar, whose click takes the filter away again. */
const asBefore = ({ sentence }: FigureMeta): SingleOptions => ({ single: sentence ? 'sentence' : 'figure' });

/** Draws each figure from the rows that pass, by the function that drew it in the notebook. */
export const FILTERED_CHARTS: Readonly<
  Record<ChartName, (columns: RecordColumns, rows: FilteredRows, meta: FigureMeta) => Figure>
> = {
  countryBars: (columns, { kept, all }, meta) =>
    ranking(
      countriesOf(columns, kept),
      countriesOf(columns, all),
      ({ country }) => country,
      (rows, options) => countryBars(rows, { ...asBefore(meta), ...options }),
      { ...NOTHING, by_registry: 0 },
    ),
  countryMap: (columns, { kept }, meta) => countryMap(countriesOf(columns, kept), asBefore(meta)),
  dots: (columns, { kept }) => trafficDots(dotsOf(columns, kept, MAX_DOTS)),
  overTime: timeline,
  portBars: (columns, { kept, all }, meta) =>
    ranking(
      portsOf(columns, kept),
      portsOf(columns, all),
      ({ port }) => port,
      (rows, options) => portBars(rows, { ...asBefore(meta), ...options }),
      NOTHING,
    ),
  scoreDistribution: ({ numbers }, { kept }, { asked }) =>
    scoreHistogram(
      {
        scores: Float64Array.from(kept, (row) => numbers.anomaly_score?.[row] ?? Number.NaN),
        threshold: asked?.threshold ?? Number.NaN,
      },
      asked,
    ),
};
