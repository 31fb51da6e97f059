import { digits } from '../text/digits.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';

const COLUMNS = ['of', 'before', 'after', 'ratio', 'low', 'high', 'changed'] as const;

/** A rate in two captures; a row of `compareTraffic(…).rates`. */
export interface ComparedRate {
  readonly what: string;
  readonly value: string | null;
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly changed: boolean;
}

const label = ({ what, value }: ComparedRate) => `${what} ${value ?? 'none'}`;

/** Options of `rateRatioDots`. */
export interface RateRatioDotsOptions extends FigureOptions {
  /** Maximum number of rates that are drawn; the table has all. Default: 20. */
  readonly limit?: number;
}

/**
 * Draws the ratio of each rate in two captures with its confidence interval, on a logarithmic axis. Rates
 * that changed are coloured.
 *
 * @param rates rates in the order in which they are drawn, such as `rates` of `compareTraffic`
 * @param options `limit`: maximum number of rates, 20 by default; `title`
 *
 * @example
 * show(rateRatioDots((await compareTraffic(yesterday, today)).rates));
 */
export function rateRatioDots(
  rates: readonly ComparedRate[],
  { limit = 20, title: ownTitle }: RateRatioDotsOptions = {},
): Figure {
  if (rates.length === 0) return emptyFigure('Changed rates', COLUMNS);
  const changed = rates.filter((rate) => rate.changed).length;
  const shown = rates.slice(0, limit);
  const labels = shown.map((rate) => plain(label(rate)));
  const title =
    ownTitle ??
    (changed === 0
      ? `None of ${rates.length} rates changed by more than chance explains`
      : `${changed} of ${rates.length} rates changed by more than chance explains`);
  return makeFigure({
    title,
    subtitle: `Records an hour after, over records an hour before, with intervals that hold together with 95 % confidence${rates.length > limit ? `; the first ${limit}` : ''}`,
    description: `${title}. ${shown
      .filter((rate) => rate.changed)
      .map((rate) => `${label(rate)}: ${digits(rate.ratio, 3)} times as often`)
      .join('; ')}`,
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        x: shown.map(({ ratio }) => ratio),
        y: labels,
        error_x: {
          type: 'data',
          symmetric: false,
          array: shown.map(({ ratio, high }) => high - ratio),
          arrayminus: shown.map(({ ratio, low }) => ratio - low),
          color: GREY,
          thickness: 1.5,
        },
        marker: { size: 9, color: shown.map((rate) => (rate.changed ? PALETTE[1] : GREY)) },
        customdata: shown.map(({ before, after, low, high }) => [before, after, low, high]),
        hovertemplate:
          '%{y}: %{x:.3g} times as often (%{customdata[2]:.3g} to %{customdata[3]:.3g}), %{customdata[0]:,} records before, %{customdata[1]:,} after<extra></extra>',
      },
    ],
    layout: {
      height: 120 + 24 * shown.length,
      xaxis: { type: 'log', title: { text: 'times as often' }, dtick: 'D2' },
      yaxis: { autorange: 'reversed', type: 'category' },
      shapes: [
        {
          type: 'line',
          x0: 1,
          x1: 1,
          y0: 0,
          y1: 1,
          yref: 'paper',
          line: { color: GREY, dash: 'dot', width: 1 },
        },
      ],
    },
    table: {
      columns: COLUMNS,
      rows: rates.map((rate) => [
        label(rate),
        rate.before,
        rate.after,
        ...[rate.ratio, rate.low, rate.high].map((value) => Number(value.toPrecision(3))),
        rate.changed ? 'yes' : 'no',
      ]),
    },
  });
}
