import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { countryLabel } from './country-label.js';
import { countrySentence, hasCountry } from './country-sentence.js';
import { COUNTRY_COLUMNS, countryTable } from './country-table.js';
import { emptyFigure, sentenceFigure } from './empty-figure.js';
import type { Figure, SingleOptions } from './figure.js';
import { rankedBars } from './ranked-bars.js';
import { registryNote } from './registry-note.js';
import { sum } from './sum.js';

/** Options of `countryBars`. */
export interface CountryBarsOptions extends SingleOptions {
  /** Maximum number of countries; the others are one bar. Default: 15. */
  readonly limit?: number;
}

/**
 * Draws the records of each country as bars; clients and bytes are in the hover text.
 *
 * @param rows result of `trafficByCountry`, in the order of the bars
 * @param options `limit`: maximum number of countries, 15 by default; `single`: what to make of one country
 *   alone; `title`
 *
 * @example
 * const figure = countryBars(await trafficByCountry(traffic));
 */
export function countryBars(
  rows: readonly CountryTraffic[],
  { limit = 15, title, single = 'sentence' }: CountryBarsOptions = {},
): Figure {
  if (rows.length === 0) return emptyFigure('Traffic by country', COUNTRY_COLUMNS);
  if (rows.length === 1 && single === 'sentence')
    return sentenceFigure(title ?? `${countrySentence(rows)}.${registryNote(rows)}`, countryTable(rows), {
      chart: 'countryBars',
    });
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
  const known = rows.filter(hasCountry);
  let covered = 0;
  let enough = 0;
  for (const row of known) {
    covered += row.records;
    enough += 1;
    if (covered >= 0.75 * records) break;
  }
  if (known.length < 3 || enough === known.length) return countrySentence(rows);
  return `${enough === 1 ? `One country, ${countryLabel(known[0]?.country ?? null)}, sends` : `${enough} of ${formatCount(known.length, 'country', 'countries')} send`} ${formatShare(covered, records)} of the ${formatCount(records, 'record')}`;
}
