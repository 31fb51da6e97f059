import type { Data, LayoutAxis } from 'plotly.js';
import { digits } from '../text/digits.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { logTicks } from './log-ticks.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';

const COLUMNS = ['epoch', 'training loss', 'held-out loss'] as const;

/** Loss after one epoch of a training. */
export interface EpochLoss {
  /** Loss on the training set. */
  readonly loss: number;
  /** Loss on held-out records, if there are any. */
  readonly heldOutLoss?: number;
}

/** Options of `lossCurves`. */
export interface LossCurvesOptions extends FigureOptions {
  /**
   * Number of the epoch whose weights were kept, 1 for the first, 0 for the untrained model. Default: the
   * epoch with the smallest held-out loss, or training loss without held-out records.
   */
  readonly best?: number;
  /** Name of the loss, such as `'mean squared error'`. Default: `'loss'`. */
  readonly loss?: string;
}

/**
 * Draws the loss after each epoch of a training on a logarithmic scale, and marks the epoch whose weights
 * were kept.
 *
 * @param epochs `history.epochs` of a trained model
 * @param options `best`: number of the epoch that was kept; `loss`: name of the loss; `title`
 *
 * @example
 * const figure = lossCurves([{ loss: 1.2 }, { loss: 0.8 }]);
 */
export function lossCurves(epochs: readonly EpochLoss[], options: LossCurvesOptions = {}): Figure {
  const name = options.loss ?? 'loss';
  const losses = epochs.map((epoch) => epoch.heldOutLoss ?? epoch.loss);
  const [first] = losses;
  if (first === undefined) return emptyFigure('Loss of the training', COLUMNS);
  const heldOut = epochs.some((epoch) => epoch.heldOutLoss !== undefined);
  const which = heldOut ? 'held-out loss' : 'training loss';
  const smallest = 1 + losses.reduce((a, value, i) => (value < (losses[a] ?? value) ? i : a), 0);
  const best = options.best ?? smallest;
  const kept = losses[best - 1];
  const written = (value: number) => digits(value, 3);
  return makeFigure({
    title:
      options.title ??
      (kept === undefined
        ? `None of the ${epochs.length} epochs was better than the untrained model, which was kept`
        : `Epoch ${best} of ${epochs.length} was kept: its ${which} is ${written(kept)}, after ${written(first)} in the first`),
    subtitle: `${name.charAt(0).toUpperCase()}${name.slice(1)} after each epoch${kept === undefined ? '' : '; the ring marks the epoch that was kept'}`,
    description: `Lines of the loss over ${epochs.length} epochs. The ${which} begins at ${written(first)} and is smallest, ${written(losses[smallest - 1] ?? first)}, after epoch ${smallest}.`,
    data: [
      lossLine('training', epochs, (epoch) => epoch.loss, 0),
      ...(heldOut ? [lossLine('held out', epochs, (epoch) => epoch.heldOutLoss ?? null, 1)] : []),
      ...(kept === undefined ? [] : [ring(best, kept)]),
    ],
    layout: {
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' },
      xaxis: { title: { text: 'epoch' }, ...(epochs.length < 10 && { dtick: 1 }) },
      yaxis: { title: { text: name }, ...lossScale(epochs) },
    },
    table: {
      columns: COLUMNS,
      rows: epochs.map((epoch, i) => [i + 1, epoch.loss, epoch.heldOutLoss ?? null]),
    },
  });
}

function lossLine(
  name: string,
  epochs: readonly EpochLoss[],
  value: (epoch: EpochLoss) => number | null,
  index: number,
): Partial<Data> {
  return {
    type: 'scatter',
    mode: epochs.length > 60 ? 'lines' : 'lines+markers',
    name,
    x: epochs.map((_, i) => i + 1),
    y: epochs.map(value),
    line: { color: PALETTE[index] ?? GREY, width: 2, dash: index === 0 ? 'solid' : 'dot' },
    hovertemplate: `epoch %{x}: %{y:.4g}<extra>${name}</extra>`,
  };
}

function ring(epoch: number, loss: number): Partial<Data> {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'kept',
    x: [epoch],
    y: [loss],
    marker: { color: GREY, size: 13, symbol: 'circle-open', line: { width: 2 } },
    hoverinfo: 'skip',
  };
}

/**
 * A logarithmic axis if every loss is positive, with ticks at 1, 2, 5, 10, … if at least two are in the
 * range.
 */
function lossScale(epochs: readonly EpochLoss[]): Partial<LayoutAxis> {
  const all = epochs.flatMap((epoch) => [epoch.loss, epoch.heldOutLoss ?? epoch.loss]);
  const low = all.reduce((a, b) => Math.min(a, b));
  if (!(low > 0)) return { type: 'linear' };
  const ticks = logTicks(
    low,
    all.reduce((a, b) => Math.max(a, b)),
  );
  return { type: 'log', ...(ticks.length > 1 && { tickvals: [...ticks], ticktext: ticks.map(String) }) };
}
