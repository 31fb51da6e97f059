import type { Data } from 'plotly.js';
import type { RecordSample, SampledRecord } from '../analyze/sample-records.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { type ByteAxis, byteAxis } from './byte-axis.js';
import { countryLabel } from './country-label.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { GREY, PALETTE } from './palette.js';
import { plain } from './plain.js';
import { sum } from './sum.js';
import { topAndOthers } from './top-and-others.js';

const COLUMNS = ['colour', 'records drawn', 'bytes in and out', 'smallest record', 'largest record'] as const;
const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'x'] as const;

/** Options of `trafficDots`. */
export interface TrafficDotsOptions extends FigureOptions {
  /** What the colour shows. Default: the destination port if there are several, else the country. */
  readonly by?: 'country' | 'port';
}

/**
 * Draws records as dots: start time and bytes in both directions, on a logarithmic scale.
 *
 * @param sample result of `sampleRecords`; the title says if it is not all records
 * @param options `by`: what the colour shows; `title`
 *
 * @example
 * const figure = trafficDots(await sampleRecords(traffic));
 */
export function trafficDots({ rows: all, records }: RecordSample, options: TrafficDotsOptions = {}): Figure {
  const drawn = all.filter((dot) => size(dot) !== null);
  const [first] = drawn;
  if (!first) return emptyFigure('Every record as a dot', COLUMNS);
  const by = options.by ?? (new Set(all.map((dot) => dot.port)).size > 1 ? 'port' : 'country');
  const groups = grouped(drawn, by);
  const sizes = drawn.map((dot) => size(dot) ?? 0);
  const volume = byteAxis(sizes, 'bytes in and out (log scale)');
  const largest = drawn.reduce((a, b) => ((size(b) ?? 0) > (size(a) ?? 0) ? b : a));
  const total = sum(sizes, (value) => value);
  const sample = all.length < records;
  const missing = all.length - drawn.length;
  const which = sample
    ? `${formatCount(drawn.length, 'record')} drawn at random of ${records.toLocaleString('en-US')}`
    : formatCount(drawn.length, 'record');
  const median = [...sizes].sort((a, b) => a - b)[Math.floor((sizes.length - 1) / 2)] ?? 0;
  const oneTime = drawn.every((dot) => dot.creation_time.getTime() === first.creation_time.getTime());
  return makeFigure({
    title:
      options.title ??
      (total === 0
        ? `No bytes in ${which}`
        : drawn.length === 1 && !sample
          ? `The only record moves ${formatBytes(total)}, from ${largest.src_ip}`
          : `The largest of ${which} moves ${formatBytes(size(largest) ?? 0)}, from ${largest.src_ip}; the median is ${formatBytes(median)}`),
    subtitle: `${sample ? 'A dot is a record of a uniform sample' : 'A dot is a record'}; colour: ${by === 'port' ? 'destination port' : 'country of the source'}${missing > 0 ? `; ${formatCount(missing, 'record')} without bytes not drawn` : ''}`,
    description: `Dots of records, time by bytes in and out together on a logarithmic scale, from ${formatBytes(sizes.reduce((a, b) => Math.min(a, b)))} to ${formatBytes(size(largest) ?? 0)}; the largest is from ${largest.src_ip} at ${utc(largest.creation_time)} UTC. Colours: ${groups.map((group) => `${group.label}: ${group.dots.length}`).join('; ')}.`,
    data: groups.map((group, i) => trace(group, i, volume.place)),
    layout: {
      height: 520,
      hovermode: 'closest',
      hoverlabel: { align: 'left' },
      legend: { orientation: 'h', x: 0, y: -0.2, yanchor: 'top', itemsizing: 'constant' },
      xaxis: {
        type: 'date',
        title: { text: 'start of the record (UTC)' },
        ...(oneTime && { range: around(first.creation_time) }),
      },
      yaxis: volume.axis,
    },
    table: {
      columns: COLUMNS,
      rows: groups.map((group) => {
        const values = group.dots.map((dot) => size(dot) ?? 0);
        return [
          group.label,
          values.length,
          sum(values, (value) => value),
          values.reduce((a, b) => Math.min(a, b)),
          values.reduce((a, b) => Math.max(a, b)),
        ];
      }),
    },
    meta: { chart: 'dots' },
  });
}

/** Bytes in both directions, or null if the record has neither. */
function size(dot: SampledRecord): number | null {
  return dot.bytes_in === null && dot.bytes_out === null ? null : (dot.bytes_in ?? 0) + (dot.bytes_out ?? 0);
}

/** A minute to both sides: Plotly would take microseconds for the axis of a single time. */
function around(time: Date): [string, string] {
  return [utc(new Date(time.getTime() - 60_000)), utc(new Date(time.getTime() + 60_000))];
}

interface Group {
  readonly label: string;
  readonly dots: readonly SampledRecord[];
  readonly others: boolean;
}

function grouped(all: readonly SampledRecord[], by: 'country' | 'port'): readonly Group[] {
  const label = (dot: SampledRecord) =>
    by === 'country' ? countryLabel(dot.country) : dot.port === null ? '(no port)' : `port ${dot.port}`;
  const byLabel = new Map<string, SampledRecord[]>();
  for (const dot of all) {
    const name = label(dot);
    const members = byLabel.get(name);
    if (members) members.push(dot);
    else byLabel.set(name, [dot]);
  }
  const groups = [...byLabel]
    .map(([name, dots]): Group => ({ label: name, dots, others: false }))
    .sort((a, b) => b.dots.length - a.dots.length || (a.label < b.label ? -1 : 1));
  return topAndOthers(groups, PALETTE.length, (rest) => ({
    label: `${rest.length} others`,
    dots: rest.flatMap((group) => group.dots),
    others: true,
  }));
}

function trace(
  { label, dots: members, others }: Group,
  index: number,
  place: ByteAxis['place'],
): Partial<Data> {
  return {
    // SVG, not WebGL: without a graphics card WebGL draws nothing, and 20,000 dots take SVG a second.
    type: 'scatter',
    mode: 'markers',
    name: `${plain(label, 40)} · ${members.length.toLocaleString('en-US')}`,
    x: members.map((dot) => utc(dot.creation_time)),
    y: members.map((dot) => place(size(dot) ?? 0)),
    customdata: members.map(
      (dot) =>
        `${plain(dot.src_ip)} · ${plain(dot.country ?? 'no country')} · port ${dot.port ?? 'unknown'}<br>${dot.bytes_in === null ? 'unknown' : formatBytes(dot.bytes_in)} in, ${dot.bytes_out === null ? 'unknown' : formatBytes(dot.bytes_out)} out<br>row ${dot.row_id}`,
    ),
    hovertemplate: '%{customdata}<br>%{x|%Y-%m-%d %H:%M:%S} UTC<extra></extra>',
    marker: {
      color: others ? GREY : (PALETTE[index] ?? GREY),
      symbol: others ? 'circle-open' : (SYMBOLS[index] ?? 'circle-open'),
      // Dots of small groups are larger, to be visible among thousands.
      size: members.length > 1_000 ? 4 : 8,
      opacity: members.length > 1_000 ? 0.45 : 0.8,
    },
  };
}
