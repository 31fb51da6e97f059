import { duration } from '../text/duration.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { PALETTE } from './palette.js';
import { plain } from './plain.js';

/** First and last record of one client. */
export interface ClientSpan {
  readonly src_ip: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
}

const COLUMNS = ['source', 'first seen (UTC)', 'last seen (UTC)', 'duration', 'records'] as const;

/** Options of `clientTimeline`. */
export interface ClientTimelineOptions extends FigureOptions {
  /** Maximum number of clients, those with the most records. Default: 30. */
  readonly limit?: number;
  /** Number of all clients, if `rows` are only some of them. Default: the number of rows. */
  readonly total?: number;
}

/**
 * Draws one bar per client from its first record to the end of its last, in order of the first record. The
 * title says how many other clients there are.
 *
 * @param rows result of `clientActivity`, or other rows with the same columns
 * @param options `limit`: maximum number of clients, 30 by default; `total`: number of all clients; `title`
 *
 * @example
 * show(clientTimeline(await clientActivity(traffic), { total: card.sources }));
 */
export function clientTimeline(
  rows: readonly ClientSpan[],
  { limit = 30, total = rows.length, title }: ClientTimelineOptions = {},
): Figure {
  if (rows.length === 0) return emptyFigure('Timeline of sources', COLUMNS);
  const shown = [...rows]
    .sort((a, b) => b.records - a.records || (a.src_ip < b.src_ip ? -1 : 1))
    .slice(0, limit)
    .sort((a, b) => a.first_seen.getTime() - b.first_seen.getTime() || (a.src_ip < b.src_ip ? -1 : 1));
  const others = total - shown.length;
  const seconds = (span: ClientSpan) => (span.last_seen.getTime() - span.first_seen.getTime()) / 1000;
  const longest = shown.reduce((a, b) => (seconds(b) > seconds(a) ? b : a));
  return makeFigure({
    title:
      title ??
      `${duration(seconds(longest))} between the first and the last record of ${plainTitle(longest.src_ip)}${shown.length > 1 ? `, the longest of ${formatCount(shown.length, 'source')}` : ''}${others > 0 ? `; ${formatCount(others, 'other source')} not drawn` : ''}`,
    subtitle: `First to last record of ${others > 0 ? `the ${shown.length} sources with the most records` : formatCount(shown.length, 'source')}, UTC; a bar does not say that the source was there all the time`,
    description: `Horizontal bars over time, one a source. ${shown
      .slice(0, 10)
      .map(
        (span) =>
          `${span.src_ip}: ${utc(span.first_seen)} to ${utc(span.last_seen)}, ${duration(seconds(span))}, ${formatCount(span.records, 'record')}`,
      )
      .join('; ')}${shown.length > 10 ? '; …' : ''}.`,
    data: [
      {
        type: 'scatter',
        mode: 'lines+markers',
        // One line with breaks, since one trace per client would be slow.
        x: shown.flatMap((span) => [utc(span.first_seen), utc(span.last_seen), null]),
        y: shown.flatMap((_, i) => [i, i, null]),
        customdata: shown.flatMap((span) => {
          const text = `${plain(span.src_ip)}<br>${utc(span.first_seen)} to ${utc(span.last_seen)} UTC, ${duration(seconds(span))}<br>${formatCount(span.records, 'record')}`;
          return [text, text, ''];
        }),
        hovertemplate: '%{customdata}<extra></extra>',
        connectgaps: false,
        line: { color: PALETTE[0], width: 6 },
        marker: { color: PALETTE[0], size: 7 },
      },
    ],
    layout: {
      height: 160 + 20 * Math.max(3, shown.length),
      margin: { l: 130 },
      xaxis: { type: 'date', title: { text: 'time (UTC)' } },
      yaxis: {
        tickvals: shown.map((_, i) => i),
        ticktext: shown.map((span) => plain(span.src_ip, 45)),
        range: [shown.length - 0.5, -0.5],
        showgrid: false,
      },
    },
    table: {
      columns: COLUMNS,
      rows: shown.map((span) => [
        span.src_ip,
        utc(span.first_seen),
        utc(span.last_seen),
        duration(seconds(span)),
        span.records,
      ]),
    },
  });
}

/** `makeFigure` escapes titles itself. */
const plainTitle = (src_ip: string) => src_ip.slice(0, 45);
