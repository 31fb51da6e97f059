import type { PortTraffic } from '../analyze/traffic-by-port.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { emptyFigure, sentenceFigure } from './empty-figure.js';
import type { Figure, FigureTable, SingleOptions } from './figure.js';
import { rankedBars } from './ranked-bars.js';
import { sum } from './sum.js';

const COLUMNS = ['destination port', 'records', 'clients', 'bytes in', 'bytes out'] as const;

/** Traffic of a port, or of several ports under a name. */
export type NamedPort = Omit<PortTraffic, 'port'> & { readonly port: number | string | null };

/** Options of `portBars`. */
export interface PortBarsOptions extends SingleOptions {
  /** Maximum number of ports; the others are one bar. Default: 15. */
  readonly limit?: number;
}

/**
 * Draws the records of each destination port as bars.
 *
 * @param rows result of `trafficByPort`, in the order of the bars
 * @param options `limit`: maximum number of ports, 15 by default; `single`: what to make of one port alone;
 *   `title`
 *
 * @example
 * const figure = portBars(await trafficByPort(traffic));
 */
export function portBars(
  rows: readonly NamedPort[],
  { limit = 15, title, single = 'sentence' }: PortBarsOptions = {},
): Figure {
  const [first] = rows;
  if (!first) return emptyFigure('Traffic by destination port', COLUMNS);
  const records = sum(rows, (row) => row.records);
  const name = (port: NamedPort['port']) =>
    port === null ? '(no port)' : typeof port === 'string' ? port : `port ${port}`;
  const part = formatShare(first.records, records);
  const table: FigureTable = {
    columns: COLUMNS,
    rows: rows.map((row) => [row.port, row.records, row.clients, row.bytes_in, row.bytes_out]),
  };
  const alone =
    first.port === null
      ? 'The records name no destination port'
      : `${records === 1 ? 'The only record goes' : `All ${formatCount(records, 'record')} go`} to ${name(first.port)}`;
  if (rows.length === 1 && single === 'sentence')
    return sentenceFigure(title ?? `${alone}.`, table, { chart: 'portBars' });
  return rankedBars({
    title:
      title ??
      (rows.length === 1
        ? alone
        : `${name(first.port).replace(/^[po]/, (letter) => letter.toUpperCase())} takes ${part} of the ${formatCount(records, 'record')} on ${formatCount(rows.length, 'port')}`),
    subtitle: 'Records by destination port',
    rows: rows.map((row) => ({ ...row, key: row.port, label: name(row.port) })),
    others: 'other ports',
    limit,
    table,
    chart: 'portBars',
  });
}
