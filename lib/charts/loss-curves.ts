import type { Data, LayoutAxis } from 'plotly.js';
import { digits } from '../text/digits.js';
import { formatCount } from '../text/format-count.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { logTicks } from './log-ticks.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';

/** Losses of a training, such as `history` of a trained model. */
export interface LossHistory {
  /** What `step` and `kept` count, in the singular, such as `'epoch'`. */
  readonly unit: string;
  /** Losses in order. */
  readonly points: readonly LossCurvePoint[];
  /** The step whose weights were kept; 0 for the untrained model. */
  readonly kept: number;
}

/** Losses at one point of a training. */
export interface LossCurvePoint {
  /** Number of steps or epochs done. */
  readonly step: number;
  /** Loss on the training set. */
  readonly loss: number;
  /** Loss on held-out records, if there are any. */
  readonly heldOutLoss?: number;
}

/** Options of `lossCurves`. */
export interface LossCurvesOptions extends FigureOptions {
  /** Name of the loss, such as `'cross-entropy'`. Default: `'loss'`. */
  readonly loss?: string;
}

/**
 * Draws the loss in the course of a training on a logarithmic scale, and marks the point whose weights were
 * kept unless it is the last.
 *
 * @param history `history` of a trained model
 * @param options `loss`: name of the loss; `title`
 *
 * @example
 * const figure = lossCurves({ unit: 'epoch', points: [{ step: 1, loss: 1.2 }, { step: 2, loss: 0.8 }], kept: 2 });
 */
export function lossCurves({ unit, points, kept }: LossHistory, options: LossCurvesOptions = {}): Figure {
  const name = options.loss ?? 'loss';
  const columns = [unit, 'training loss', 'held-out loss'] as const;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return emptyFigure('Loss of the training', columns);
  const heldOut = points.some(({ heldOutLoss }) => heldOutLoss !== undefined);
  const which = heldOut ? 'held-out loss' : 'training loss';
  const written = ({ loss, heldOutLoss }: LossCurvePoint) => digits(heldOutLoss ?? loss, 3);
  const keptPoint = points.find(({ step }) => step === kept);
  const ringed = keptPoint === last ? undefined : keptPoint;
  const done = formatCount(last.step, unit);
  const start = first.step === 1 ? 'the first' : `the first ${first.step}`;
  const range = `${written(last)} after ${done}, ${written(first)} after ${start}`;
  const title =
    keptPoint === undefined
      ? `None of the ${done} was better than the untrained model, which was kept`
      : ringed === undefined
        ? `The ${which} is ${range}`
        : `${upper(unit)} ${kept} of ${last.step} was kept: its ${which} is ${written(ringed)}, after ${written(first)} in the first`;
  return makeFigure({
    title: options.title ?? title,
    subtitle: `${upper(name)} by ${unit}${ringed ? `; the ring marks the ${unit} that was kept` : ''}`,
    description: `Lines of the loss over ${done}. The ${which} is ${range}.`,
    data: [
      lossLine('training', unit, points, ({ loss }) => loss, 0),
      ...(heldOut ? [lossLine('held out', unit, points, ({ heldOutLoss }) => heldOutLoss ?? null, 1)] : []),
      ...(ringed ? [ring(ringed)] : []),
    ],
    layout: {
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' },
      xaxis: { title: { text: unit }, ...(last.step < 10 && { dtick: 1 }) },
      yaxis: { title: { text: name }, ...lossScale(points) },
    },
    table: {
      columns,
      rows: points.map(({ step, loss, heldOutLoss }) => [step, loss, heldOutLoss ?? null]),
    },
  });
}

const upper = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function lossLine(
  name: string,
  unit: string,
  points: readonly LossCurvePoint[],
  value: (point: LossCurvePoint) => number | null,
  index: number,
): Partial<Data> {
  return {
    type: 'scatter',
    mode: points.length > 60 ? 'lines' : 'lines+markers',
    name,
    x: points.map(({ step }) => step),
    y: points.map(value),
    line: { color: PALETTE[index] ?? GREY, width: 2, dash: index === 0 ? 'solid' : 'dot' },
    hovertemplate: `${unit} %{x}: %{y:.4g}<extra>${name}</extra>`,
  };
}

function ring({ step, loss, heldOutLoss }: LossCurvePoint): Partial<Data> {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'kept',
    x: [step],
    y: [heldOutLoss ?? loss],
    marker: { color: GREY, size: 13, symbol: 'circle-open', line: { width: 2 } },
    hoverinfo: 'skip',
  };
}

/**
 * A logarithmic axis if every loss is positive, with ticks at 1, 2, 5, 10, … if at least two are in the
 * range.
 */
function lossScale(points: readonly LossCurvePoint[]): Partial<LayoutAxis> {
  const all = points.flatMap(({ loss, heldOutLoss }) => [loss, heldOutLoss ?? loss]);
  const low = all.reduce((a, b) => Math.min(a, b));
  if (!(low > 0)) return { type: 'linear' };
  const ticks = logTicks(
    low,
    all.reduce((a, b) => Math.max(a, b)),
  );
  return { type: 'log', ...(ticks.length > 1 && { tickvals: [...ticks], ticktext: ticks.map(String) }) };
}
