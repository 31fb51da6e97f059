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
  /** The value as it is in the records. */
  readonly key: string | number | null;
  /** As plain text; it may come from records. */
  readonly label: string;
  readonly records: number;
  readonly clients: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

/** Rows and texts of `rankedBars`. */
export interface RankedBarsOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Rows in the order of the bars. */
  readonly rows: readonly RankedRow[];
  /** Name of the other rows, in the plural. */
  readonly others: string;
  /** Maximum number of bars; the other rows are one bar. */
  readonly limit: number;
  readonly table: FigureTable;
  readonly chart: ChartName;
}

/**
 * Draws horizontal bars of records, the first row on top and the rows over the limit as one grey bar. Bars
 * are placed at whole numbers and their names are tick texts, so that no name is parsed as a number and equal
 * names stay separate.
 */
export function rankedBars({
  title,
  subtitle,
  rows,
  others,
  limit,
  table,
  chart,
}: RankedBarsOptions): Figure {
  const shown = topAndOthers(rows, limit, (rest) => ({
    key: null,
    label: `${rest.length.toLocaleString('en-US')} ${others}`,
    records: sum(rest, (row) => row.records),
    // A client can be in several rows, so the sum is not the number of clients.
    clients: Number.NaN,
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
            `<b>${plain(row.label)}</b><br>${formatCount(row.records, 'record')}${Number.isNaN(row.clients) ? '' : `, ${formatCount(row.clients, 'client')}`}<br>${formatBytes(row.bytes_in)} in, ${formatBytes(row.bytes_out)} out`,
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
    // The bar of the other rows has no value.
    meta: {
      chart,
      keys: shown.slice(0, rows.length === shown.length ? undefined : -1).map(({ key }) => key),
    },
  });
}
