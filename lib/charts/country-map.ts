import type { ChoroplethData, ScattergeoData } from 'plotly.js';
import type { CountryTraffic } from '../analyze/traffic-by-country.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { countryLabel } from './country-label.js';
import { countryName } from './country-name.js';
import { countrySentence } from './country-sentence.js';
import { COUNTRY_COLUMNS, countryTable } from './country-table.js';
import { emptyFigure, sentenceFigure } from './empty-figure.js';
import type { Figure, SingleOptions } from './figure.js';
import { logTicks } from './log-ticks.js';
import { makeFigure } from './make-figure.js';
import { FAINT, GREY } from './palette.js';
import { plain } from './plain.js';
import { registryNote } from './registry-note.js';
import { type Place, smallPlace } from './small-places.js';
import { sum } from './sum.js';
import { type CountryShapes, world } from './world.js';

/**
 * Any `locationmode` on the first trace makes plotly.js 4.1 fetch a base map; after this invisible point it
 * draws the outlines in the figure itself.
 */
const FIRST: Partial<ScattergeoData> = {
  type: 'scattergeo',
  lon: [0],
  lat: [0],
  mode: 'markers',
  marker: { size: 0, opacity: 0 },
  hoverinfo: 'skip',
  showlegend: false,
};

/** Options of `countryMap`. */
export type CountryMapOptions = SingleOptions;

/**
 * Draws a map of the world, each country coloured by its records on a logarithmic scale.
 *
 * Countries too small for the map are dots of the same colour. Records without a known country are counted
 * under the title. The map needs no network.
 *
 * @param rows result of `trafficByCountry`
 * @param options `single`: what to make of one country alone; `title`
 *
 * @example
 * const figure = countryMap(await trafficByCountry(traffic));
 */
export function countryMap(
  rows: readonly CountryTraffic[],
  { title, single = 'sentence' }: CountryMapOptions = {},
): Figure {
  if (rows.length === 0) return emptyFigure('Traffic by country', COUNTRY_COLUMNS);
  const known = merged(rows);
  if ((rows.length === 1 || known.length === 0) && single === 'sentence')
    return sentenceFigure(title ?? `${countrySentence(rows)}.${registryNote(rows)}`, countryTable(rows), {
      chart: 'countryMap',
    });
  const unknown = sum(rows, (row) => row.records) - sum(known, (row) => row.records);
  const geojson = world();
  const shapes = new Set(geojson.features.map((shape) => shape.id));
  const filled = known.filter((row) => shapes.has(row.country));
  const dots = known.flatMap((row) => {
    const place = shapes.has(row.country) ? undefined : smallPlace(row.country);
    return place ? [{ ...row, place }] : [];
  });
  const scale = colours(known.map((row) => row.records));
  const note = `${unknown > 0 ? ` ${formatCount(unknown, 'record')} with no country or an unknown code ${unknown === 1 ? 'is' : 'are'} not on the map.` : ''}${registryNote(rows)}`;
  return makeFigure({
    title: title ?? countrySentence(rows),
    subtitle: `Records by country of the source address; colour on a logarithmic scale.${note}`,
    description: `Map of the world. ${known.map((row) => `${countryLabel(row.country)}: ${row.records}`).join('; ')}.${note}${dots.length > 0 ? ` Drawn as dots: ${dots.map((row) => countryLabel(row.country)).join(', ')}.` : ''}`,
    data: [
      FIRST,
      land(geojson, [...shapes]),
      areas(geojson, filled, scale),
      points(dots, scale, filled.length === 0),
    ],
    layout: {
      height: 440,
      margin: { l: 10, r: 10, b: 10 },
      geo: {
        visible: false,
        bgcolor: 'rgba(0,0,0,0)',
        projection: { type: 'natural earth', rotation: { lon: 10 } },
        lonaxis: { range: [-170, 190] },
        lataxis: { range: [-58, 84] },
      },
    },
    table: countryTable(rows),
    meta: { chart: 'countryMap' },
  });
}

type Known = CountryTraffic & { readonly country: string };

/** Rows with an ISO code; several spellings of one code (`us`, `US`) are one country. */
function merged(rows: readonly CountryTraffic[]): readonly Known[] {
  const byCode = new Map<string, Known>();
  for (const row of rows) {
    const country = row.country?.trim().toUpperCase() ?? '';
    if (countryName(country) === undefined) continue;
    const before = byCode.get(country);
    byCode.set(country, {
      country,
      records: row.records + (before?.records ?? 0),
      clients: row.clients + (before?.clients ?? 0),
      bytes_in: row.bytes_in + (before?.bytes_in ?? 0),
      bytes_out: row.bytes_out + (before?.bytes_out ?? 0),
      by_registry: row.by_registry + (before?.by_registry ?? 0),
    });
  }
  return [...byCode.values()];
}

function hover(row: Known): string {
  return `<b>${plain(countryLabel(row.country))}</b><br>${formatCount(row.records, 'record')}${Number.isNaN(row.clients) ? '' : `, ${formatCount(row.clients, 'client')}`}<br>${formatBytes(row.bytes_in)} in, ${formatBytes(row.bytes_out)} out`;
}

/** The colour scale that areas and dots share: the logarithm of the records, with ticks at 1, 2, 5, 10, … */
function colours(records: readonly number[]) {
  const highest = records.reduce((a, b) => Math.max(a, b), 2);
  const fewest = records.reduce((a, b) => Math.min(a, b), highest / 2);
  const low = 10 ** Math.floor(Math.log10(fewest));
  const shown = logTicks(low, highest);
  return {
    zmin: Math.log10(low),
    zmax: Math.log10(highest),
    colorscale: 'Viridis',
    colorbar: {
      title: { text: 'records' },
      tickvals: shown.map(Math.log10),
      ticktext: shown.map((tick) => tick.toLocaleString('en-US')),
      outlinewidth: 0,
      thickness: 14,
      len: 0.8,
    },
  } as const;
}

function land(geojson: CountryShapes, ids: string[]): Partial<ChoroplethData> {
  return {
    type: 'choropleth',
    geojson,
    locations: ids,
    z: ids.map(() => 0),
    colorscale: [
      [0, FAINT],
      [1, FAINT],
    ],
    showscale: false,
    hoverinfo: 'skip',
    marker: { line: { color: FAINT, width: 0.5 } },
  };
}

function areas(
  geojson: CountryShapes,
  rows: readonly Known[],
  scale: ReturnType<typeof colours>,
): Partial<ChoroplethData> {
  const codes = new Set(rows.map((row) => row.country));
  return {
    type: 'choropleth',
    geojson: { ...geojson, features: geojson.features.filter((shape) => codes.has(shape.id)) },
    locations: rows.map((row) => row.country),
    z: rows.map((row) => Math.log10(row.records)),
    zmin: scale.zmin,
    zmax: scale.zmax,
    colorscale: scale.colorscale,
    colorbar: {
      ...scale.colorbar,
      tickvals: [...scale.colorbar.tickvals],
      ticktext: [...scale.colorbar.ticktext],
    },
    text: rows.map(hover),
    customdata: rows.map((row) => row.country),
    hoverinfo: 'text',
    marker: { line: { color: GREY, width: 0.7 } },
  };
}

function points(
  rows: readonly (Known & { readonly place: Place })[],
  scale: ReturnType<typeof colours>,
  colorbar: boolean,
): Partial<ScattergeoData> {
  return {
    type: 'scattergeo',
    mode: 'markers',
    lon: rows.map((row) => row.place.longitude),
    lat: rows.map((row) => row.place.latitude),
    text: rows.map(hover),
    customdata: rows.map((row) => row.country),
    hoverinfo: 'text',
    showlegend: false,
    marker: {
      size: 10,
      color: rows.map((row) => Math.log10(row.records)),
      cmin: scale.zmin,
      cmax: scale.zmax,
      colorscale: scale.colorscale,
      showscale: colorbar,
      colorbar: scale.colorbar,
      line: { color: GREY, width: 1 },
    },
  };
}
