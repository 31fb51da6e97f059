import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { countryLabel } from './country-label.js';
import type { FigureTable } from './figure.js';

/** The headings of `countryTable`. */
export const COUNTRY_COLUMNS = [
  'country',
  'records',
  'clients',
  'bytes in',
  'bytes out',
  'by registry',
] as const;

/** The rows behind the figures of countries. */
export function countryTable(rows: readonly CountryTraffic[]): FigureTable {
  return {
    columns: COUNTRY_COLUMNS,
    rows: rows.map((row) => [
      countryLabel(row.country),
      row.records,
      row.clients,
      row.bytes_in,
      row.bytes_out,
      row.by_registry,
    ]),
  };
}
