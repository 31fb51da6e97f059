import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import type { ChartName, Figure, FigureTable } from './figure.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';
import { sum } from './sum.js';
import { topAndOthers } from './top-and-others.js';

/** A named row of records. */
export interface RankedRow {
  /** The value as the records have it. */
  readonly key: string | number | null;
  /** As plain text; it may come from records. */
  readonly label: string;
  readonly records: number;
  readonly sources: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

/** What `rankedBars` draws. */
export interface RankedBarsOptions {
  readonly title: string;
  readonly subtitle: string;
  /** The most important first. */
  readonly rows: readonly RankedRow[];
  /** What the folded rows are, in the plural. */
  readonly others: string;
  /** Bars drawn before the rest is folded. */
  readonly limit: number;
  readonly table: FigureTable;
  readonly chart: ChartName;
}

/**
 * Draws horizontal bars of records, the longest on top and the rest folded into a grey one. Bars stand at whole
 * numbers and their names are tick texts: a name can then neither be read as a number nor merge with its like.
 */
export function rankedBars({
  title,
  subtitle,
  rows,
  others,
  limit: most,
  table,
  chart,
}: RankedBarsOptions): Figure {
  const shown = topAndOthers(rows, most, (rest) => ({
    key: null,
    label: `${rest.length.toLocaleString('en-US')} ${others}`,
    records: sum(rest, (row) => row.records),
    // A source may be in several rows; their sum would say more than is known.
    sources: Number.NaN,
    bytes_in: sum(rest, (row) => row.bytes_in),
    bytes_out: sum(rest, (row) => row.bytes_out),
  }));
  const records = sum(rows, (row) => row.records);
  return makeFigure({
    title,
    subtitle,
    description: `Horizontal bars. ${shown.map((row) => `${row.label}: ${row.records}`).join('; ')}.`,
    data: [
      {
        type: 'bar',
        orientation: 'h',
        y: shown.map((_, i) => i),
        x: shown.map((row) => row.records),
        text: shown.map(
          (row) => `${row.records.toLocaleString('en-US')} · ${formatShare(row.records, records)}`,
        ),
        textposition: 'outside',
        cliponaxis: false,
        hovertext: shown.map(
          (row) =>
            `<b>${plain(row.label)}</b><br>${formatCount(row.records, 'record')}${Number.isNaN(row.sources) ? '' : `, ${formatCount(row.sources, 'source')}`}<br>${formatBytes(row.bytes_in)} in, ${formatBytes(row.bytes_out)} out`,
        ),
        hoverinfo: 'text',
        marker: {
          color: shown.map((_, i) =>
            i < rows.length && shown.length < rows.length && i === shown.length - 1 ? GREY : PALETTE[0],
          ),
        },
      },
    ],
    layout: {
      height: 150 + 26 * Math.max(shown.length, 2),
      bargap: 0.25,
      margin: { l: 60, r: 110, b: 45 },
      xaxis: { title: { text: 'records' }, rangemode: 'tozero', tickformat: ',d' },
      yaxis: {
        tickvals: shown.map((_, i) => i),
        ticktext: shown.map((row) => plain(row.label)),
        // The bar of one row alone would fill the figure.
        range: [Math.max(shown.length, 2) - 0.5, -0.5],
        showgrid: false,
        ticks: '',
      },
    },
    table,
    // The bar of all the rest has no value of its own.
    meta: {
      chart,
      keys: shown.slice(0, rows.length === shown.length ? undefined : -1).map(({ key }) => key),
    },
  });
}
