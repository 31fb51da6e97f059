import type { Annotation, Data, Shape } from 'plotly.js';
import type { CaptureGap } from '../analyze/capture-gaps.js';
import type { TimeBin, TrafficOverTime } from '../analyze/traffic-over-time.js';
import { duration } from '../text/duration.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { type ByteAxis, byteAxis } from './byte-axis.js';
import { emptyFigure, sentenceFigure } from './empty-figure.js';
import type { Figure, FigureTable, SingleOptions } from './figure.js';
import { type FindingMark, findingTicks } from './finding-ticks.js';
import { makeFigure } from './make-figure.js';
import { FAINT, GREY, PALETTE } from './palette.js';
import { sum } from './sum.js';

const COLUMNS = ['from (UTC)', 'records', 'clients', 'bytes in', 'bytes out'] as const;

/** CSS pixels of a timeline without findings, and of the part of it that its axes share. */
const HEIGHT = { figure: 470, axes: 340 };

/** Findings that the description names. */
const MAX_DESCRIBED = 10;

/** Options of `trafficTimeline`. */
export interface TrafficTimelineOptions extends SingleOptions {
  /** Findings to mark above the bars, as `findingMarks` makes them. Default: none. */
  readonly findings?: readonly FindingMark[];
}

/**
 * Draws records as bars and bytes as lines over time, with a tick for each finding above the bars. Gaps of the
 * capture are shaded and interrupt the lines, since traffic in a gap is unknown.
 *
 * @param traffic result of `trafficOverTime`
 * @param options `findings`; `single`: what to make of one bin alone; `title`
 *
 * @example
 * const figure = trafficTimeline(await trafficOverTime(traffic), { findings: findingMarks(ledger) });
 */
export function trafficTimeline(
  { bin, bins, gaps }: TrafficOverTime,
  { title, findings = [], single = 'sentence' }: TrafficTimelineOptions = {},
): Figure {
  const first = bins[0];
  const last = bins.at(-1);
  if (!first || !last) return emptyFigure('Traffic over time', COLUMNS);
  const width = duration(bin.seconds);
  const records = sum(bins, (b) => b.records ?? 0);
  const table: FigureTable = {
    columns: COLUMNS,
    rows: bins.map((b) => [utc(b.start), b.records, b.clients, b.bytes_in, b.bytes_out]),
  };
  if (bins.length === 1 && single === 'sentence') {
    const which = records === 1 ? 'The only record is' : `All ${formatCount(records, 'record')} are`;
    const sentence = `${which} within ${width} from ${utc(first.start)} UTC.`;
    return sentenceFigure(title ?? sentence, table, { chart: 'overTime' });
  }
  const directions = (['bytes_in', 'bytes_out'] as const).filter((which) => bins.some((b) => b[which]));
  const unknown = sum(gaps, (gap) => gap.seconds);
  const busiest = bins.reduce((a, b) => ((b.records ?? 0) > (a.records ?? 0) ? b : a));
  const end = new Date(last.start.getTime() + bin.seconds * 1000);
  const gapText =
    gaps.length === 0
      ? 'The capture has no gap.'
      : `Without any record, so unknown rather than zero: ${gaps.map((gap) => `${utc(gap.from)} to ${utc(gap.to)}`).join('; ')}.`;
  const volume = byteAxis(
    bins
      .flatMap((b) => directions.map((which) => b[which]))
      .filter((value): value is number => value !== null),
    `bytes in ${width} (log)`,
  );
  // Within a bin that has records, a gap would only colour the ground.
  const shaded = gaps.filter((gap) => gap.seconds >= bin.seconds);
  const hidden = gaps.length - shaded.length;
  // Only a wide gap has space for a label.
  const wideEnough = (gap: CaptureGap) => gap.seconds * 1000 > 0.15 * (end.getTime() - first.start.getTime());
  const scope = `${utc(first.start)} to ${utc(end)} UTC`;
  const ticks = findingTicks(findings, [first.start, end]);
  // Of the height that all axes share, from below.
  const top = ticks ? HEIGHT.axes / (HEIGHT.axes + ticks.height) : 1;
  return makeFigure({
    title:
      title ??
      `${formatCount(records, 'record')} in ${duration((end.getTime() - first.start.getTime()) / 1000)}, at most ${busiest.records?.toLocaleString('en-US')} in ${width}${gaps.length === 0 ? '' : gaps.length === 1 ? `, with a gap of ${duration(unknown)}` : `, with ${gaps.length} gaps of ${duration(unknown)} together`}`,
    subtitle: `Bins of ${width}${bin.from === 'windows' ? ' (windows of the capture)' : ''}, ${scope}${ticks ? '; above: findings by severity' : ''}${hidden > 0 ? `; ${formatCount(hidden, 'gap')} shorter than a bin not shaded` : ''}`,
    description: `Bars of records and lines of bytes in bins of ${width}, ${scope}. Most records in one bin: ${busiest.records}, at ${utc(busiest.start)}. ${gapText}${ticks ? ` ${markedText(findings)}` : ''}`,
    data: [
      recordBars(bins, bin.seconds),
      ...directions.map((which) => byteLine(bins, which, volume.place)),
      ...(ticks?.traces ?? []),
    ],
    layout: {
      height: HEIGHT.figure + (ticks?.height ?? 0),
      bargap: 0,
      hovermode: 'x unified',
      hoverlabel: { font: { color: '#222222' }, bgcolor: '#ffffff' },
      legend: { orientation: 'h', x: 0, y: 0.5 * top, yanchor: 'bottom' },
      xaxis: {
        type: 'date',
        anchor: 'y2',
        title: { text: 'time (UTC)' },
        range: [utc(first.start), utc(end)],
      },
      yaxis: {
        title: { text: `records in ${width}` },
        domain: [0.6 * top, top],
        rangemode: 'tozero',
        tickformat: ',d',
      },
      yaxis2: { ...volume.axis, domain: [0, 0.48 * top] },
      ...(ticks && { yaxis3: { ...ticks.axis, domain: [top, 1] } }),
      shapes: [
        ...shaded.map(
          (gap): Shape => ({
            type: 'rect',
            xref: 'x',
            yref: 'paper',
            x0: utc(gap.from),
            x1: utc(gap.to),
            y0: 0,
            y1: 1,
            fillcolor: FAINT,
            line: { width: 0 },
            layer: 'below',
          }),
        ),
        ...(ticks?.shapes ?? []),
      ],
      annotations: [
        ...shaded.filter(wideEnough).map(
          (gap): Annotation => ({
            x: utc(new Date((gap.from.getTime() + gap.to.getTime()) / 2)),
            xref: 'x',
            y: 0.8 * top,
            yref: 'paper',
            text: `no records<br>for ${duration(gap.seconds)}`,
            showarrow: false,
            font: { color: GREY },
          }),
        ),
        ...(ticks?.annotations ?? []),
      ],
    },
    table,
    meta: { chart: 'overTime', keys: bins.map((b) => b.start.getTime()) },
  });
}

/** What the ticks say, for readers who cannot see them. */
function markedText(findings: readonly FindingMark[]): string {
  const listed = findings
    .slice(0, MAX_DESCRIBED)
    .map(({ severity, title, from }) => `${severity}, ${title}, ${utc(from)}`);
  const rest = findings.length - listed.length;
  return `Marked above: ${listed.join('; ')}${rest > 0 ? `; ${formatCount(rest, 'more finding')}` : ''}.`;
}

function recordBars(bins: readonly TimeBin[], seconds: number): Partial<Data> {
  return {
    type: 'bar',
    name: 'records',
    showlegend: false,
    x: bins.map((b) => utc(b.start)),
    y: bins.map((b) => b.records),
    width: seconds * 1000,
    offset: 0,
    marker: { color: PALETTE[0], line: { width: 0 } },
    hovertemplate: '%{y} records<extra></extra>',
  };
}

function byteLine(
  bins: readonly TimeBin[],
  which: 'bytes_in' | 'bytes_out',
  place: ByteAxis['place'],
): Partial<Data> {
  const incoming = which === 'bytes_in';
  const values = bins.map((b) => b[which]);
  return {
    type: 'scatter',
    mode: bins.length > 300 ? 'lines' : 'lines+markers',
    name: incoming ? 'bytes in (received by the server)' : 'bytes out (sent by the server)',
    x: bins.map((b) => utc(b.start)),
    y: values.map((value) => (value === null ? null : place(value))),
    yaxis: 'y2',
    connectgaps: false,
    line: { color: incoming ? PALETTE[1] : PALETTE[2], width: 1.5, dash: incoming ? 'solid' : 'dot' },
    marker: { size: bins.length > 100 ? 3 : 5, symbol: incoming ? 'circle' : 'square' },
    customdata: values.map((value) => (value === null ? '' : formatBytes(value))),
    hovertemplate: `%{customdata} ${incoming ? 'in' : 'out'}<extra></extra>`,
  };
}
