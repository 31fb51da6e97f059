import type { BaselineHour } from '../analyze/time-baseline.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { makeFigure } from './make-figure.js';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const COLUMNS = ['weekday', 'hour (UTC)', 'records an hour', 'hours known'] as const;

/** Options of `weekdayHeatmap`. */
export type WeekdayHeatmapOptions = FigureOptions;

/**
 * Draws the mean number of records of each hour of the week. Hours in a gap of the capture are left out of
 * the mean; cells without a known hour are empty.
 *
 * @param hours `hours` of `timeBaseline`, in order of time
 * @param options `title`
 *
 * @example
 * show(weekdayHeatmap((await timeBaseline(traffic)).hours));
 */
export function weekdayHeatmap(
  hours: readonly Pick<BaselineHour, 'hour' | 'records'>[],
  { title }: WeekdayHeatmapOptions = {},
): Figure {
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) return emptyFigure('Records by hour and weekday', COLUMNS);
  const cells = DAYS.map(() => Array.from({ length: 24 }, () => ({ sum: 0, known: 0 })));
  for (const { hour, records } of hours) {
    if (records === null) continue;
    const cell = cells[(hour.getUTCDay() + 6) % 7]![hour.getUTCHours()]!;
    cell.sum += records;
    cell.known += 1;
  }
  const rows = cells.flatMap((day, d) =>
    day.map(({ sum, known }, hour) => ({ d, hour, known, mean: known === 0 ? null : sum / known })),
  );
  const known = rows.filter((row): row is typeof row & { mean: number } => row.mean !== null);
  const busiest = known.reduce((a, b) => (b.mean > a.mean ? b : a), known[0] ?? { d: 0, hour: 0, mean: 0 });
  const name = `${DAYS[busiest.d]} at ${busiest.hour}:00`;
  return makeFigure({
    title:
      title ??
      `The busiest hour is ${name}, with ${busiest.mean.toFixed(busiest.mean < 10 ? 1 : 0)} records on average`,
    subtitle: `Mean records an hour, UTC, ${utc(first.hour)} to ${utc(last.hour)}; ${formatCount(known.length, 'hour')} of 168 known`,
    description: `A grid of weekdays and hours, shaded by the mean number of records. Busiest: ${name}. ${168 - known.length} hours of the week are unknown and empty.`,
    data: [
      {
        type: 'heatmap',
        x: Array.from({ length: 24 }, (_, hour) => hour),
        y: DAYS.map((_, d) => d),
        z: cells.map((day) => day.map((cell) => (cell.known === 0 ? null : cell.sum / cell.known))),
        colorscale: 'Viridis',
        xgap: 1,
        ygap: 1,
        colorbar: { title: { text: 'records<br>an hour' }, thickness: 12 },
        hoverongaps: false,
        customdata: cells.map((day, d) =>
          day.map((cell, hour) => `${DAYS[d]} ${hour}:00 · mean of ${formatCount(cell.known, 'hour')}`),
        ) as unknown as string[],
        hovertemplate: '%{customdata}<br>%{z:.1f} records<extra></extra>',
      },
    ],
    layout: {
      height: 380,
      margin: { l: 90 },
      xaxis: { title: { text: 'hour (UTC)' }, dtick: 3, showgrid: false },
      yaxis: { tickvals: DAYS.map((_, d) => d), ticktext: [...DAYS], range: [6.5, -0.5], showgrid: false },
    },
    table: {
      columns: COLUMNS,
      rows: rows.map((row) => [DAYS[row.d]!, row.hour, row.mean, row.known]),
    },
  });
}
