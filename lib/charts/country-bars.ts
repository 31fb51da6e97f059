import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { count } from '../text/count.js';
import { countryLabel } from './country-label.js';
import { countrySentence } from './country-sentence.js';
import { COUNTRY_COLUMNS, countryTable } from './country-table.js';
import { emptyFigure } from './empty-figure.js';
import type { Figure } from './figure.js';
import { rankedBars } from './ranked-bars.js';

/**
 * Draws countries as bars of records, the most frequent first, with sources and bytes in reach of the pointer.
 *
 * @param options.most bars drawn; the rest is one bar, named as such
 *
 * @example
 * const figure = countryBars(await trafficByCountry(traffic));
 */
export function countryBars(
  rows: readonly CountryTraffic[],
  options: { readonly most?: number } = {},
): Figure {
  if (rows.length === 0) return emptyFigure('Traffic by country', COUNTRY_COLUMNS);
  return rankedBars({
    title: countrySentence(rows),
    subtitle: `Records by country of the source address, ${count(rows.length, 'country', 'countries')}`,
    rows: rows.map((row) => ({ ...row, label: countryLabel(row.country) })),
    others: 'other countries',
    most: options.most ?? 15,
    table: countryTable(rows),
  });
}
