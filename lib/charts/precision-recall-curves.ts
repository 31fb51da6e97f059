import type { Data } from 'plotly.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';

const COLUMNS = ['detector', 'recall', 'precision'] as const;
/** Points a curve is drawn with at most: more cannot be told apart. */
const MAX_POINTS = 300;

/** The curve of one detector. */
export interface PrecisionRecallCurve {
  readonly name: string;
  /** Shares of 0 to 1, in the order of rising recall. */
  readonly points: readonly { readonly precision: number; readonly recall: number }[];
}

/**
 * Draws what share of alerts is right against what share of the positives they hold, detector by detector.
 *
 * @param curves the best first; those after the sixth are left out
 * @param positives share of positives among the records: the precision of guessing, 0 to 1
 *
 * @example
 * const figure = precisionRecallCurves([{ name: 'ECOD', points: [{ precision: 1, recall: 0.5 }] }], 0.1);
 */
export function precisionRecallCurves(curves: readonly PrecisionRecallCurve[], positives: number): Figure {
  const shown = curves.slice(0, PALETTE.length).map(({ name, points }) => {
    const step = Math.max(1, Math.ceil(points.length / MAX_POINTS));
    return { name, points: points.filter((_, i) => i % step === 0 || i === points.length - 1) };
  });
  const [first] = shown;
  if (first === undefined) return emptyFigure('Precision and recall', COLUMNS);
  const half = first.points.find(({ recall }) => recall >= 0.5);
  const percent = (part: number) =>
    part.toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 0 });
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
    title: `To find half of the positives with ${first.name}, ${half === undefined ? 'no threshold will do' : `one looks at alerts of which ${percent(half.precision)} are right`}`,
    subtitle: `Precision against recall at every threshold; guessing has a precision of ${percent(positives)} (dotted)`,
    description: `Curves of precision against recall for ${shown.map(({ name }) => name).join(', ')}, and the precision of guessing, ${percent(positives)}.`,
    data: [
      ...shown.map(line),
      {
        type: 'scatter',
        mode: 'lines',
        name: 'guessing',
        x: [0, 1],
        y: [positives, positives],
        line: { color: GREY, width: 1, dash: 'dot' },
        hoverinfo: 'skip',
      },
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
