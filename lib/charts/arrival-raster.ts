import { duration } from '../text/duration.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { PALETTE } from './palette.js';
import { plain } from './plain.js';

/** Start of one record of one client, or of several at the same time. */
export interface Arrival {
  readonly src_ip: string;
  readonly creation_time: Date;
  /** Number of records. Default: 1. */
  readonly records?: number;
}

/** Number of distinct times that are drawn per client; more ticks would overlap and slow the page down. */
const TIME_STEPS = 1000;

const COLUMNS = ['source', 'records', 'first (UTC)', 'last (UTC)', 'median seconds between'] as const;

/** Options of `arrivalRaster`. */
export interface ArrivalRasterOptions extends FigureOptions {
  /** Maximum number of clients, those with the most records first. Default: 40. */
  readonly limit?: number;
}

/**
 * Draws a tick for every record, one line per client, to show rhythms and bursts. Of records within a
 * thousandth of the time range, one is drawn.
 *
 * @param arrivals start times of records, in any order
 * @param options `limit`: maximum number of clients, 40 by default; `title`
 *
 * @example
 * const { records } = await findingEvidence(traffic, finding);
 * show(arrivalRaster(records));
 */
export function arrivalRaster(
  arrivals: readonly Arrival[],
  { limit = 40, title }: ArrivalRasterOptions = {},
): Figure {
  if (arrivals.length === 0) return emptyFigure('Arrivals', COLUMNS);
  const byClient = new Map<string, number[]>();
  for (const { src_ip, creation_time, records = 1 } of arrivals) {
    const times = byClient.get(src_ip) ?? [];
    byClient.set(src_ip, times);
    for (let i = 0; i < records; i++) times.push(creation_time.getTime());
  }
  const lines = [...byClient]
    .map(([src_ip, times]) => ({ src_ip, times: times.sort((a, b) => a - b) }))
    .sort((a, b) => b.times.length - a.times.length || (a.src_ip < b.src_ip ? -1 : 1));
  const shown = lines.slice(0, limit);
  const others = lines.length - shown.length;
  const first = new Date(
    shown.reduce((earliest, { times }) => Math.min(earliest, times[0]!), Number.POSITIVE_INFINITY),
  );
  const last = new Date(shown.reduce((latest, { times }) => Math.max(latest, times.at(-1)!), 0));
  const length = last.getTime() - first.getTime();
  const span = duration(length / 1000);
  const records = lines.reduce((sum, { times }) => sum + times.length, 0);
  const ticks = shown.map(({ src_ip, times }) => ({ src_ip, times: apart(times, length / TIME_STEPS) }));
  return makeFigure({
    title:
      title ??
      `${formatCount(records, 'record')} of ${formatCount(lines.length, 'source')} within ${span}${others > 0 ? `; ${formatCount(others, 'source')} not drawn` : ''}`,
    subtitle: `A tick a record, a line a source, ${utc(first)} to ${utc(last)} UTC`,
    description: `Ticks over time, one line for each of ${formatCount(shown.length, 'source')}. ${shown
      .slice(0, 10)
      .map(({ src_ip, times }) => `${src_ip}: ${times.length} records`)
      .join('; ')}${shown.length > 10 ? '; …' : ''}.`,
    data: [
      {
        // SVG, not WebGL: without a graphics card WebGL draws nothing.
        type: 'scatter',
        mode: 'markers',
        x: ticks.flatMap(({ times }) => times.map((time) => utc(new Date(time)))),
        y: ticks.flatMap(({ times }, i) => times.map(() => i)),
        marker: { symbol: 'line-ns-open', size: 12, color: PALETTE[0], line: { width: 1 } },
        customdata: ticks.flatMap(({ src_ip, times }) => times.map(() => plain(src_ip))),
        hovertemplate: '%{customdata}<br>%{x|%Y-%m-%d %H:%M:%S} UTC<extra></extra>',
      },
    ],
    layout: {
      height: 160 + 20 * Math.max(3, shown.length),
      margin: { l: 130 },
      xaxis: { type: 'date', title: { text: 'time (UTC)' } },
      yaxis: {
        tickvals: shown.map((_, i) => i),
        ticktext: shown.map(({ src_ip }) => plain(src_ip, 45)),
        range: [shown.length - 0.5, -0.5],
      },
    },
    table: {
      columns: COLUMNS,
      rows: shown.map(({ src_ip, times }) => {
        const steps = times.slice(1).map((time, i) => (time - times[i]!) / 1000);
        const middle = steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)];
        return [src_ip, times.length, utc(new Date(times[0]!)), utc(new Date(times.at(-1)!)), middle ?? null];
      }),
    },
  });
}

/** Keeps those of sorted times that are at least `step` after the previous one. */
function apart(times: readonly number[], step: number): readonly number[] {
  const kept: number[] = [];
  for (const time of times)
    if (kept.length === 0 || time - kept.at(-1)! >= Math.max(1, step)) kept.push(time);
  return kept;
}
