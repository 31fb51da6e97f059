import type { ClientValue } from '../analyze/client-values.js';
import { formatCount } from '../text/format-count.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';
import { plain } from './plain.js';

/** Options of `clientHeatmap`. */
export interface ClientHeatmapOptions extends FigureOptions {
  /** Columns of the grid. Default: `'port'`. */
  readonly by?: 'port' | 'country';
  /**
   * Whether the rarest ports or countries, and their clients, come first. Default: false, the most frequent
   * first.
   */
  readonly rareFirst?: boolean;
  /** Maximum number of clients, and of ports or countries. Default: 30. */
  readonly limit?: number;
}

/**
 * Draws the records of each client and port (or country) as a grid, shaded on a logarithmic scale.
 *
 * @param rows result of `clientValues`
 * @param options `by`, `'port'` by default; `rareFirst`; `limit`, 30 by default; `title`
 *
 * @example
 * show(clientHeatmap(await clientValues(traffic), { by: 'port', rareFirst: true }));
 */
export function clientHeatmap(rows: readonly ClientValue[], options: ClientHeatmapOptions = {}): Figure {
  const { by = 'port', rareFirst = false, limit = 30, title } = options;
  const columns = ['source', by, 'records'];
  if (rows.length === 0) return emptyFigure(`Sources by ${by}`, columns);
  const nameOf = (row: ClientValue) => String(row[by] ?? 'unknown');
  const totals = (key: (row: ClientValue) => string, of: readonly ClientValue[]) => {
    const sums = new Map<string, number>();
    for (const row of of) sums.set(key(row), (sums.get(key(row)) ?? 0) + row.records);
    return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  const ranked = totals(nameOf, rows);
  const values = (rareFirst ? [...ranked].reverse() : ranked).slice(0, limit).map(([name]) => name);
  const kept = new Map(ranked.filter(([name]) => values.includes(name)));
  // With `rareFirst`, clients are ranked by their share of rare values, not by all their records.
  const weighed = rows.flatMap((row) => {
    const total = kept.get(nameOf(row));
    return total === undefined
      ? []
      : [{ ...row, records: rareFirst ? row.records / total ** 2 : row.records }];
  });
  const clients = totals((row) => row.src_ip, weighed)
    .slice(0, limit)
    .map(([name]) => name);
  const cells = new Map<string, number>();
  for (const row of rows) {
    const cell = `${row.src_ip} ${nameOf(row)}`;
    cells.set(cell, (cells.get(cell) ?? 0) + row.records);
  }
  const at = (client: string, value: string) => cells.get(`${client} ${value}`) ?? null;
  const plural = by === 'port' ? 'ports' : 'countries';
  const all = new Set(rows.map((row) => row.src_ip)).size;
  const [rarest] = ranked.at(-1)!;
  return makeFigure({
    title:
      title ??
      (ranked.length === 1
        ? `All ${formatCount(ranked[0]![1], 'record')} of ${formatCount(all, 'source')} have the same ${by}: ${rarest}`
        : rareFirst
          ? `${formatCount(ranked.length, by, plural)}; the rarest is ${rarest}, with ${formatCount(ranked.at(-1)![1], 'record')}`
          : `${formatCount(ranked.length, by, plural)}; the most frequent is ${ranked[0]![0]}, with ${formatCount(ranked[0]![1], 'record')}`),
    subtitle: `Records by source and ${by}: ${clients.length} of ${formatCount(all, 'source')}, ${values.length} of ${formatCount(ranked.length, by, plural)}${rareFirst ? ', the rarest first' : ''}`,
    description: `A grid of ${clients.length} sources and ${values.length} ${plural}, shaded by records. An empty cell means no record.`,
    data: [
      {
        type: 'heatmap',
        x: values.map((_, i) => i),
        y: clients.map((_, i) => i),
        z: clients.map((client) =>
          values.map((value) => {
            const records = at(client, value);
            return records === null ? null : Math.log10(records);
          }),
        ),
        customdata: clients.map((client) =>
          values.map(
            (value) =>
              `${plain(client)} · ${by} ${plain(value)}<br>${formatCount(at(client, value) ?? 0, 'record')}`,
          ),
        ) as unknown as string[],
        hovertemplate: '%{customdata}<extra></extra>',
        hoverongaps: false,
        colorscale: 'Viridis',
        zmin: 0,
        xgap: 1,
        ygap: 1,
        colorbar: {
          title: { text: 'records' },
          thickness: 12,
          tickvals: [0, 1, 2, 3, 4, 5, 6],
          ticktext: ['1', '10', '100', '1,000', '10,000', '100,000', '1,000,000'],
        },
      },
    ],
    layout: {
      height: 180 + 20 * Math.max(3, clients.length),
      margin: { l: 130 },
      xaxis: {
        title: { text: by },
        tickvals: values.map((_, i) => i),
        ticktext: values.map((value) => plain(value, 20)),
        range: [-0.5, values.length - 0.5],
        showgrid: false,
      },
      yaxis: {
        tickvals: clients.map((_, i) => i),
        ticktext: clients.map((client) => plain(client, 45)),
        range: [clients.length - 0.5, -0.5],
        showgrid: false,
      },
    },
    table: {
      columns,
      rows: clients.flatMap((client) =>
        values.flatMap((value) => {
          const records = at(client, value);
          return records === null ? [] : [[client, value, records]];
        }),
      ),
    },
  });
}
