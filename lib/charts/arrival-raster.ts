import { duration } from '../text/duration.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { PALETTE } from './palette.js';
import { plain } from './plain.js';

/** When one record of one source began, or several at once. */
export interface Arrival {
  readonly src_ip: string;
  readonly creation_time: Date;
  /** One when left out. */
  readonly records?: number;
}

/** Moments of a line that can be told apart: more ticks would lie on each other, and slow the page down. */
const TIME_STEPS = 1000;

const COLUMNS = ['source', 'records', 'first (UTC)', 'last (UTC)', 'median seconds between'] as const;

/**
 * Draws a tick for every record, a line a source, so that rhythms and bursts can be seen. Of many sources those with the
 * most records are drawn, and of records within a thousandth of the time one.
 *
 * @param options.most sources drawn; 40 when left out
 *
 * @example
 * show(arrivalRaster(await findingRecords(traffic, finding)));
 */
export function arrivalRaster(
  arrivals: readonly Arrival[],
  { most = 40 }: { readonly most?: number } = {},
): Figure {
  if (arrivals.length === 0) return emptyFigure('Arrivals', COLUMNS);
  const bySource = new Map<string, number[]>();
  for (const { src_ip, creation_time, records = 1 } of arrivals) {
    const times = bySource.get(src_ip) ?? [];
    bySource.set(src_ip, times);
    for (let i = 0; i < records; i++) times.push(creation_time.getTime());
  }
  const lines = [...bySource]
    .map(([source, times]) => ({ source, times: times.sort((a, b) => a - b) }))
    .sort((a, b) => b.times.length - a.times.length || (a.source < b.source ? -1 : 1));
  const shown = lines.slice(0, most);
  const others = lines.length - shown.length;
  const first = new Date(
    shown.reduce((least, { times }) => Math.min(least, times[0]!), Number.POSITIVE_INFINITY),
  );
  const last = new Date(shown.reduce((greatest, { times }) => Math.max(greatest, times.at(-1)!), 0));
  const length = last.getTime() - first.getTime();
  const span = duration(length / 1000);
  const records = lines.reduce((sum, { times }) => sum + times.length, 0);
  const ticks = shown.map(({ source, times }) => ({ source, times: apart(times, length / TIME_STEPS) }));
  return makeFigure({
    title: `${formatCount(records, 'record')} of ${formatCount(lines.length, 'source')} within ${span}${others > 0 ? `; ${formatCount(others, 'source')} not drawn` : ''}`,
    subtitle: `A tick a record, a line a source, ${utc(first)} to ${utc(last)} UTC`,
    description: `Ticks over time, one line for each of ${formatCount(shown.length, 'source')}. ${shown
      .slice(0, 10)
      .map(({ source, times }) => `${source}: ${times.length} records`)
      .join('; ')}${shown.length > 10 ? '; …' : ''}.`,
    data: [
      {
        // SVG, not WebGL: without a graphics card WebGL draws nothing.
        type: 'scatter',
        mode: 'markers',
        x: ticks.flatMap(({ times }) => times.map((time) => utc(new Date(time)))),
        y: ticks.flatMap(({ times }, i) => times.map(() => i)),
        marker: { symbol: 'line-ns-open', size: 12, color: PALETTE[0], line: { width: 1 } },
        customdata: ticks.flatMap(({ source, times }) => times.map(() => plain(source))),
        hovertemplate: '%{customdata}<br>%{x|%Y-%m-%d %H:%M:%S} UTC<extra></extra>',
      },
    ],
    layout: {
      height: 160 + 20 * Math.max(3, shown.length),
      margin: { l: 130 },
      xaxis: { type: 'date', title: { text: 'time (UTC)' } },
      yaxis: {
        tickvals: shown.map((_, i) => i),
        ticktext: shown.map(({ source }) => plain(source, 45)),
        range: [shown.length - 0.5, -0.5],
      },
    },
    table: {
      columns: COLUMNS,
      rows: shown.map(({ source, times }) => {
        const steps = times.slice(1).map((time, i) => (time - times[i]!) / 1000);
        const middle = steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)];
        return [source, times.length, utc(new Date(times[0]!)), utc(new Date(times.at(-1)!)), middle ?? null];
      }),
    },
  });
}

/** Of sorted times those that are at least a step after the one kept before. */
function apart(times: readonly number[], step: number): readonly number[] {
  const kept: number[] = [];
  for (const time of times)
    if (kept.length === 0 || time - kept.at(-1)! >= Math.max(1, step)) kept.push(time);
  return kept;
}
