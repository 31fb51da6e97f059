import type { Annotation, Data, LayoutAxis, Shape } from 'plotly.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { SEVERITY_COLOURS } from './palette.js';
import { plain } from './plain.js';

/** Severities of findings; findings import charts, not the reverse. */
type Severity = keyof typeof SEVERITY_COLOURS;

/** A finding that a timeline marks: what `findingMarks` makes of a ledger. */
export interface FindingMark {
  readonly id: string;
  readonly severity: Severity;
  /** What was seen, as a headline; plain text. */
  readonly title: string;
  /** Client addresses; plain text. */
  readonly clients: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** None of its records is shown, so its tick is pale. */
  readonly faded?: boolean;
}

/** What the traces of ticks tell the page: the findings of each tick, by id. */
export interface TickMeta {
  readonly findings: readonly (readonly string[])[];
}

/** Points of a tick in its trace: start, end and the break after it. */
export const POINTS_PER_TICK = 3;

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info'];
const SYMBOLS = {
  high: 'triangle-down',
  medium: 'diamond',
  low: 'circle',
  info: 'circle-open',
} as const;
/** CSS pixels of one line of ticks. */
const LINE_HEIGHT = 20;
/** Share of the time range within which ticks of one severity would cover each other. */
const TOO_CLOSE = 0.016;
/** Ticks up to which lines lead from them to the bars: more would hide these. */
const MAX_LINES = 30;
/** Sizes of the symbols of one finding and of several, in CSS pixels. */
const SIZE = { one: 12, several: 17 };
/** Findings that the hover text of a tick lists. */
const MAX_LISTED = 5;
/** Clients that are named of one finding. */
const MAX_CLIENTS = 3;

/** Ticks of findings, to be drawn above a timeline on the axes `x` and `y3`. */
export interface FindingTicks {
  readonly traces: readonly Partial<Data>[];
  /** Dotted lines from the ticks down over the bars, where these are few. */
  readonly shapes: readonly Partial<Shape>[];
  /** How many findings a tick stands for, where it is more than one. */
  readonly annotations: readonly Partial<Annotation>[];
  readonly axis: Partial<LayoutAxis>;
  /** Height of all lines in CSS pixels. */
  readonly height: number;
}

interface Tick {
  readonly findings: readonly FindingMark[];
  readonly from: Date;
  readonly to: Date;
}

/**
 * Makes one line of ticks for each severity, so that shape, colour and place all tell it: a symbol at the
 * start of a finding and a line to its end. Ticks that would cover each other are one.
 *
 * @param marks findings; those that begin outside of the range are left out
 * @param range first and last time of the figure
 */
export function findingTicks(
  marks: readonly FindingMark[],
  [first, last]: readonly [Date, Date],
): FindingTicks | null {
  const inside = marks.filter(({ from, to }) => to >= first && from <= last);
  const severities = SEVERITIES.filter((severity) => inside.some((mark) => mark.severity === severity));
  if (severities.length === 0) return null;
  const reach = TOO_CLOSE * (last.getTime() - first.getTime());
  const lines = severities.map((severity) => ({
    severity,
    ticks: merged(
      inside.filter((mark) => mark.severity === severity),
      first,
      reach,
    ),
  }));
  const led = lines.reduce((sum, { ticks }) => sum + ticks.length, 0) <= MAX_LINES;
  const y = (line: number) => severities.length - 1 - line;
  return {
    traces: lines.map(({ severity, ticks }, line) => trace(severity, ticks, y(line))),
    shapes: (led ? lines : []).flatMap(({ severity, ticks }) =>
      ticks.map(
        ({ from }): Partial<Shape> => ({
          type: 'line',
          xref: 'x',
          yref: 'y domain' as Shape['yref'],
          x0: utc(from),
          x1: utc(from),
          y0: 0,
          y1: 1,
          layer: 'below',
          line: { color: SEVERITY_COLOURS[severity], width: 1, dash: 'dot' },
        }),
      ),
    ),
    annotations: lines.flatMap(({ ticks }, line) =>
      ticks.flatMap(({ findings, from }): Partial<Annotation>[] =>
        findings.length === 1
          ? []
          : [
              {
                x: utc(from),
                y: y(line),
                xref: 'x',
                yref: 'y3',
                text: String(findings.length),
                showarrow: false,
                font: { size: 10, color: '#ffffff' },
              },
            ],
      ),
    ),
    axis: {
      tickvals: severities.map((_, line) => y(line)),
      ticktext: [...severities],
      range: [-0.5, severities.length - 0.5],
      fixedrange: true,
      showgrid: false,
      ticks: '',
    },
    height: LINE_HEIGHT * severities.length,
  };
}

/** Findings of one severity in order of time, those that begin close to each other together. */
function merged(marks: readonly FindingMark[], first: Date, reach: number): readonly Tick[] {
  const begin = ({ from }: FindingMark) => (from < first ? first : from);
  const groups: [FindingMark, ...FindingMark[]][] = [];
  for (const mark of [...marks].sort((a, b) => begin(a).getTime() - begin(b).getTime())) {
    const group = groups.at(-1);
    if (group && begin(mark).getTime() - begin(group[0]).getTime() <= reach) group.push(mark);
    else groups.push([mark]);
  }
  return groups.map((findings) => ({
    findings,
    from: begin(findings[0]),
    to: findings.reduce((latest, { to }) => (to > latest ? to : latest), findings[0].to),
  }));
}

function trace(severity: Severity, ticks: readonly Tick[], y: number): Partial<Data> {
  const color = SEVERITY_COLOURS[severity];
  const faded = ({ findings }: Tick) => findings.every((finding) => finding.faded);
  const meta: TickMeta = { findings: ticks.map(({ findings }) => findings.map(({ id }) => id)) };
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: `findings of ${severity} severity`,
    showlegend: false,
    yaxis: 'y3',
    x: ticks.flatMap(({ from, to }) => [utc(from), utc(to), null]),
    y: ticks.flatMap(() => [y, y, null]),
    connectgaps: false,
    // A symbol at the edge is whole; lines end there.
    cliponaxis: false,
    line: { color, width: 2 },
    marker: {
      color,
      symbol: SYMBOLS[severity],
      // Only the start has a symbol.
      size: ticks.flatMap(({ findings }) => [findings.length > 1 ? SIZE.several : SIZE.one, 0, 0]),
      opacity: ticks.flatMap((tick) => [faded(tick) ? 0.35 : 1, 0, 0]),
      line: { width: 1, color },
    },
    customdata: ticks.flatMap((tick) => [hover(severity, tick), hover(severity, tick), '']),
    hovertemplate: '%{customdata}<extra></extra>',
    meta,
  } as Partial<Data>;
}

function hover(severity: Severity, { findings }: Tick): string {
  const listed = findings.slice(0, MAX_LISTED).map(({ title, clients, from, to }) => {
    const others = clients.length - MAX_CLIENTS;
    const who = `${clients
      .slice(0, MAX_CLIENTS)
      .map((client) => plain(client, 45))
      .join(', ')}${others > 0 ? ` and ${others.toLocaleString('en-US')} more` : ''}`;
    return `<b>${severity}</b>: ${plain(title, 80)}${who === '' ? '' : `<br>${who}`}<br>${utc(from)} to ${utc(to)} UTC`;
  });
  const rest = findings.length - listed.length;
  return [...listed, ...(rest > 0 ? [`and ${formatCount(rest, 'more finding')}`] : [])].join('<br>');
}
