import { digits } from '../text/digits.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { logTicks } from './log-ticks.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';
import { scoreBins } from './score-bins.js';
import { sideOf, thresholdSlider } from './threshold-slider.js';
import { wrap } from './wrap.js';

const COLUMNS = ['score from', 'score to', 'records', 'above the threshold'] as const;

/**
 * Scores and the threshold that separates anomalies from other records, such as the result of
 * `detectAnomalies`.
 */
export interface ScoreDistribution {
  /** One score per record, of any length; values that are not finite are counted under the title. */
  readonly scores: ArrayLike<number>;
  /** Records with a higher score are anomalies. */
  readonly threshold: number;
}

/** Options of `scoreHistogram`. */
export interface ScoreHistogramOptions extends FigureOptions {
  /** Name of the score on the axis, with its unit if it has one. Default: `'anomaly score'`. */
  readonly score?: string;
  /**
   * Column of the report's tables that holds these scores; the slider filters by it. Default:
   * `'anomaly_score'`.
   */
  readonly column?: string;
}

/**
 * Draws the distribution of anomaly scores, with the threshold as a line and a slider that moves it.
 *
 * The threshold is an edge of a bin, so that every bar is on one side of it. Scores over several powers of
 * ten are binned by their logarithm.
 *
 * @param distribution `scores`, one per record, and `threshold`
 * @param options `score`: name of the score on the axis; `column`; `title`
 *
 * @example
 * const figure = scoreHistogram({ scores: [0.1, 0.2, 3], threshold: 1 }, { score: 'reconstruction error' });
 */
export function scoreHistogram(
  { scores, threshold }: ScoreDistribution,
  options: ScoreHistogramOptions = {},
): Figure {
  const name = options.score ?? 'anomaly score';
  const all = new Float64Array(scores);
  // Filtering a million scores takes as long as sorting them, and usually all are finite.
  const finite = all.every(Number.isFinite) ? all : all.filter(Number.isFinite);
  if (finite.length === 0) return emptyFigure(`Distribution of the ${name}`, COLUMNS);
  const { bins, log } = scoreBins(finite, threshold);
  const above = finite.reduce((sum, score) => sum + Number(score > threshold), 0);
  const lost = all.length - finite.length;
  const place = (value: number) => (log ? Math.log10(value) : value);
  const written = (value: number) => digits(value, 3);
  const ticks = log ? logTicks(bins[0]?.from ?? 1, bins.at(-1)?.to ?? 10) : undefined;
  const first = bins.findIndex((bin) => bin.above);
  const title = (edge: number, n: number) =>
    options.title ??
    `${n.toLocaleString('en-US')} of ${formatCount(finite.length, 'record')} (${formatShare(n, finite.length)}) ${n === 1 ? 'lies' : 'lie'} above the threshold of ${written(edge)}`;
  const column = options.column ?? 'anomaly_score';
  const slider = thresholdSlider(bins, {
    first: first < 0 ? bins.length : first,
    column,
    at: (edge, n) => ({
      title: wrap(plain(title(edge, n), 300)),
      written: written(edge),
      place: place(edge),
    }),
  });
  return makeFigure({
    title: title(threshold, above),
    subtitle: `Distribution of the ${name}${log ? ', bins of equal width on a logarithmic scale' : ''}${lost > 0 ? `; ${formatCount(lost, 'record')} without a finite score not shown` : ''}`,
    description: `Histogram of the ${name} of ${formatCount(finite.length, 'record')} with a vertical line at the threshold ${written(threshold)}; ${above.toLocaleString('en-US')} above it.`,
    data: [false, true].map((flagged) => ({
      type: 'bar' as const,
      name: flagged ? 'above the threshold' : 'up to the threshold',
      x: bins.map((bin) => place(bin.from)),
      width: bins.map((bin) => place(bin.to) - place(bin.from)),
      offset: 0,
      y: [...sideOf(bins, flagged, first < 0 ? bins.length : first)],
      hovertext: bins.map(
        (bin) => `${formatCount(bin.records, 'record')}<br>${written(bin.from)} to ${written(bin.to)}`,
      ),
      hoverinfo: 'text' as const,
      marker: { color: flagged ? PALETTE[1] : PALETTE[0], line: { width: 0 } },
    })),
    layout: {
      height: 500,
      sliders: [slider],
      bargap: 0,
      barmode: 'overlay',
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' },
      xaxis: {
        title: { text: log ? `${name} (log scale)` : name },
        ...(ticks && { tickvals: ticks.map(place), ticktext: ticks.map(written) }),
      },
      yaxis: { title: { text: 'records' }, rangemode: 'tozero' },
      shapes: [
        {
          type: 'line',
          x0: place(threshold),
          x1: place(threshold),
          y0: 0,
          y1: 1,
          yref: 'paper',
          line: { color: GREY, width: 2, dash: 'dash' },
        },
      ],
    },
    table: {
      columns: COLUMNS,
      rows: bins.map((bin) => [bin.from, bin.to, bin.records, bin.above ? 'yes' : 'no']),
    },
    meta: { chart: 'scoreDistribution', asked: { threshold, score: name, column } },
  });
}
