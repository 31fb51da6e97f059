import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { countryLabel } from './country-label.js';
import { countrySentence } from './country-sentence.js';
import { COUNTRY_COLUMNS, countryTable } from './country-table.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure, FigureOptions } from './figure.js';
import { rankedBars } from './ranked-bars.js';
import { registryNote } from './registry-note.js';
import { sum } from './sum.js';

/** Options of `countryBars`. */
export interface CountryBarsOptions extends FigureOptions {
  /** Maximum number of countries; the others are one bar. Default: 15. */
  readonly limit?: number;
}

/**
 * Draws the records of each country as bars; clients and bytes are in the hover text.
 *
 * @param rows result of `trafficByCountry`, in the order of the bars
 * @param options `limit`: maximum number of countries, 15 by default; `title`
 *
 * @example
 * const figure = countryBars(await trafficByCountry(traffic));
 */
export function countryBars(
  rows: readonly CountryTraffic[],
  { limit = 15, title }: CountryBarsOptions = {},
): Figure {
  if (rows.length === 0) return emptyFigure('Traffic by country', COUNTRY_COLUMNS);
  return rankedBars({
    title: title ?? concentration(rows),
    subtitle: `Records by country of the source address.${registryNote(rows)}`,
    rows: rows.map((row) => ({ ...row, key: row.country, label: countryLabel(row.country) })),
    others: 'other countries',
    limit,
    table: countryTable(rows),
    chart: 'countryBars',
  });
}

/** The title: how many of the countries send three quarters of the records. */
function concentration(rows: readonly CountryTraffic[]): string {
  const records = sum(rows, (row) => row.records);
  let covered = 0;
  let enough = 0;
  for (const row of rows) {
    covered += row.records;
    enough += 1;
    if (covered >= 0.75 * records) break;
  }
  if (rows.length < 3 || enough === rows.length) return countrySentence(rows);
  return `${enough === 1 ? `One country, ${countryLabel(rows[0]?.country ?? null)}, sends` : `${enough} of ${formatCount(rows.length, 'country', 'countries')} send`} ${formatShare(covered, records)} of the ${formatCount(records, 'record')}`;
}
