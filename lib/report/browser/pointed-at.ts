import type { FigureMeta } from '../../charts/figure.js';
import { countryKey } from './country-key.js';
import { type Filters, toggled } from './filters.js';

/** What was clicked in a figure. */
export interface Mark {
  /** Number of the mark within its trace. */
  readonly place: number;
  readonly data?: unknown;
  readonly meta?: FigureMeta;
}

/**
 * The filters with what was clicked added, or taken away where it was there: a country of the map or a bar, a
 * port, a bin of time.
 *
 * @param binSeconds width of a bin of time
 */
export function pointedAt(
  filters: Filters,
  chart: string | undefined,
  { place, data, meta }: Mark,
  binSeconds: number,
): Filters {
  const key = meta?.keys?.[place];
  if (chart === 'countryMap' && typeof data === 'string') return toggled(filters, 'country', data);
  if (key === undefined) return filters;
  if (chart === 'countryBars')
    return toggled(filters, 'country', key === null ? null : countryKey(String(key)));
  if (chart === 'portBars') return toggled(filters, 'dst_port', key === null ? null : String(key));
  if (chart !== 'overTime' || typeof key !== 'number') return filters;
  const before = key + 1000 * binSeconds;
  const same = filters.from === key && filters.before === before;
  return { ...filters, from: same ? null : key, before: same ? null : before };
}

/** A range that was selected over a figure of time. */
export interface SelectedRange {
  /** Milliseconds since 1970. */
  readonly range: readonly [from: number, to: number];
  readonly meta?: FigureMeta;
}

/**
 * The filters with the selected time range, extended to whole bins of the figure; without one, with no time
 * range.
 *
 * @param binSeconds width of a bin of time
 */
export function selected(filters: Filters, given: SelectedRange | null, binSeconds: number): Filters {
  if (!given) return { ...filters, from: null, before: null };
  const [first, last] = given.range;
  const starts = (given.meta?.keys ?? []).filter((key) => typeof key === 'number');
  const width = 1000 * binSeconds;
  const touched = starts.filter((start) => start <= last && start + width > first);
  const [from, end] = [touched[0], touched.at(-1)];
  return from === undefined || end === undefined ? filters : { ...filters, from, before: end + width };
}
