import type { Config, Data, Layout, LayoutAxis } from 'plotly.js';
import type { Figure, FigureMeta, FigureTable } from './figure.js';
import { FAINT, GREY } from './palette.js';
import { plain } from './plain.js';
import { wrap } from './wrap.js';

/** No upload button, no logo, and no TeX: a `$` in a record stays a `$`. */
const CONFIG: Partial<Config> = {
  showSendToCloud: false,
  displaylogo: false,
  responsive: true,
  typesetMath: false,
};

const AXIS = { gridcolor: FAINT, linecolor: FAINT, zeroline: false, automargin: true } as const;

function axis(own: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  return { ...AXIS, ...own, ...(own.title && { title: { font: { size: 13 }, ...own.title } }) };
}

/** Content of a chart; `makeFigure` adds the common style. */
export interface Drawing {
  /** A sentence computed from the data, as plain text. */
  readonly title: string;
  /** Line under the title: what is counted, its unit and scope, as plain text. */
  readonly subtitle: string;
  /** Plain text. */
  readonly description: string;
  readonly data: readonly Partial<Data>[];
  readonly layout: Partial<Layout>;
  readonly table: FigureTable;
  readonly meta?: FigureMeta;
}

/**
 * Applies the style that all figures share: title on the left, light axes, a transparent background, and grey
 * text that is readable on white and on black.
 */
export function makeFigure({ title, subtitle, description, data, layout, table, meta }: Drawing): Figure {
  const heading = wrap(plain(title, 300));
  const small = wrap(plain(subtitle, 300), 88);
  const [lines, sublines] = [heading, small].map((text) => text.split('<br>').length) as [number, number];
  return {
    title,
    description,
    data,
    layout: {
      font: { color: GREY, family: 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif', size: 13 },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      ...layout,
      margin: { l: 60, r: 30, b: 50, ...layout.margin, t: 45 + 22 * lines + 17 * sublines },
      height: (layout.height ?? 420) + 22 * (lines - 1) + 17 * (sublines - 1),
      title: {
        text: heading,
        font: { size: 17 },
        subtitle: { text: small, font: { size: 13, color: GREY } },
        x: 0.01,
        xref: 'container',
        xanchor: 'left',
        y: 1,
        yref: 'container',
        yanchor: 'top',
        pad: { t: 14 },
      },
      ...(layout.geo === undefined && { xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis) }),
      ...(layout.yaxis2 && { yaxis2: axis(layout.yaxis2) }),
      ...(layout.yaxis3 && { yaxis3: axis(layout.yaxis3) }),
      meta: { title, description, ...meta },
    },
    config: CONFIG,
    table,
  };
}
