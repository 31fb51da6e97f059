import type { Data } from 'plotly.js';
import { formatShare } from '../text/format-share.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';

const COLUMNS = ['detector', 'recall', 'precision'] as const;
/** Maximum number of points of a curve; more are not visible. */
const MAX_POINTS = 300;

/** Precision and recall of one detector at every threshold. */
export interface PrecisionRecallCurve {
  /** Name of the detector. */
  readonly name: string;
  /** Values from 0 to 1, in order of increasing recall; the result of `precisionRecall`. */
  readonly points: readonly { readonly precision: number; readonly recall: number }[];
}

/** Options of `precisionRecallCurves`. */
export interface PrecisionRecallCurvesOptions extends FigureOptions {
  /**
   * Share of positives among the records, 0 to 1. It is the precision of guessing, drawn as a dotted line.
   * Default: no line.
   */
  readonly positiveShare?: number;
  /** Maximum number of curves, at most 6. Default: 6. */
  readonly limit?: number;
}

/**
 * Draws precision against recall, one curve per detector.
 *
 * @param curves curves in order of rank; the title describes the first
 * @param options `positiveShare`: share of positives among the records; `limit`: maximum number of curves;
 *   `title`
 *
 * @example
 * const curves = [{ name: 'ECOD', points: [{ precision: 1, recall: 0.5 }] }];
 * const figure = precisionRecallCurves(curves, { positiveShare: 0.1 });
 */
export function precisionRecallCurves(
  curves: readonly PrecisionRecallCurve[],
  { positiveShare, limit = PALETTE.length, title }: PrecisionRecallCurvesOptions = {},
): Figure {
  const shown = curves.slice(0, Math.min(limit, PALETTE.length)).map(({ name, points }) => {
    const step = Math.max(1, Math.ceil(points.length / MAX_POINTS));
    return { name, points: points.filter((_, i) => i % step === 0 || i === points.length - 1) };
  });
  const [first] = shown;
  if (first === undefined) return emptyFigure('Precision and recall', COLUMNS);
  const half = first.points.find(({ recall }) => recall >= 0.5);
  const percent = (part: number) => formatShare(part, 1);
  const guess = positiveShare === undefined ? undefined : percent(positiveShare);
  const line = ({ name, points }: PrecisionRecallCurve, index: number): Partial<Data> => ({
    type: 'scatter',
    mode: 'lines',
    name: plain(name),
    x: points.map(({ recall }) => recall),
    y: points.map(({ precision }) => precision),
    line: { color: PALETTE[index] ?? GREY, width: 2, shape: 'hv' },
    hovertemplate: `recall %{x:.1%}, precision %{y:.1%}<extra>${plain(name)}</extra>`,
  });
  return makeFigure({
    title:
      title ??
      `To find half of the positives with ${first.name}, ${half === undefined ? 'no threshold will do' : `one looks at alerts of which ${percent(half.precision)} are right`}`,
    subtitle: `Precision against recall at every threshold${guess === undefined ? '' : `; guessing has a precision of ${guess} (dotted)`}`,
    description: `Curves of precision against recall for ${shown.map(({ name }) => name).join(', ')}${guess === undefined ? '' : `, and the precision of guessing, ${guess}`}.`,
    data: [
      ...shown.map(line),
      ...(positiveShare === undefined
        ? []
        : [
            {
              type: 'scatter' as const,
              mode: 'lines' as const,
              name: 'guessing',
              x: [0, 1],
              y: [positiveShare, positiveShare],
              line: { color: GREY, width: 1, dash: 'dot' as const },
              hoverinfo: 'skip' as const,
            },
          ]),
    ],
    layout: {
      legend: { orientation: 'h', x: 0, y: -0.2 },
      xaxis: { title: { text: 'recall' }, range: [0, 1], tickformat: '.0%' },
      yaxis: { title: { text: 'precision' }, range: [0, 1.02], tickformat: '.0%' },
    },
    table: {
      columns: COLUMNS,
      rows: shown.flatMap(({ name, points }) =>
        points.map(({ recall, precision }) => [name, recall, precision]),
      ),
    },
  });
}
