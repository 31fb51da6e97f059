import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import world from 'world-atlas/countries-110m.json';
import { type Cell, code, display, error, figure, markdown, notebook, stream } from './notebook.js';

const atlas = world as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const countries = feature(atlas, atlas.objects.countries);
const hours = Array.from({ length: 30 }, (_, i) =>
  `2024-04-26T0${Math.floor(i / 6)}:${(i % 6) * 10}:00Z`.replace(':0:', ':00:'),
);
const requests = hours.map((_, i) => (i > 11 && i < 20 ? null : 8 + ((i * 7) % 5)));

const map = figure(
  [
    {
      type: 'scattergeo',
      lon: [0],
      lat: [0],
      mode: 'markers',
      marker: { size: 0, opacity: 0 },
      hoverinfo: 'skip',
      showlegend: false,
    },
    {
      type: 'choropleth',
      geojson: countries,
      featureidkey: 'properties.name',
      locations: countries.features.map((country) => country.properties.name),
      z: countries.features.map((_, i) => (i * 37) % 113),
      colorscale: 'Viridis',
      colorbar: { title: { text: 'records' } },
    },
  ],
  {
    title: { text: 'The United States send 40 % of the 282 records' },
    meta: { description: 'A map of the world, shaded by the number of records from each country.' },
    geo: {
      visible: false,
      projection: { type: 'natural earth' },
      lonaxis: { range: [-180, 180] },
      lataxis: { range: [-60, 85] },
    },
    margin: { l: 0, r: 0, b: 10 },
  },
);

const bars = figure(
  [{ type: 'bar', x: ['US', 'CA', 'DE'], y: [113, 72, 28], marker: { color: '#0072b2' } }],
  {
    title: { text: 'Three countries send three quarters of the records' },
    xaxis: { title: { text: 'country' } },
    yaxis: { title: { text: 'records' }, gridcolor: '#eee' },
  },
);

const line = figure([{ type: 'scatter', mode: 'lines+markers', x: hours, y: requests, connectgaps: false }], {
  title: { text: 'Requests stay level, but for a gap in the capture' },
  xaxis: { title: { text: 'time (UTC)' } },
  yaxis: { title: { text: 'records in 10 minutes' }, rangemode: 'tozero' },
});

const dots = figure(
  ['80', '443'].map((port, k) => ({
    type: 'scatter',
    mode: 'markers',
    name: `port ${port}`,
    x: hours,
    y: hours.map((_, i) => 2 ** (6 + ((i * 5 + k * 3) % 17))),
  })),
  {
    title: { text: 'Every record as a dot: three stand out by a factor of a hundred' },
    xaxis: { title: { text: 'time (UTC)' } },
    yaxis: { type: 'log', title: { text: 'bytes' } },
  },
);

const table = (rows: number): string =>
  `<table><tr><th scope="col">source</th><th scope="col">country</th><th scope="col">bytes in</th></tr>${Array.from({ length: rows }, (_, i) => `<tr><td>65.49.1.${i}</td><td>US</td><td>${i * 1024}</td></tr>`).join('')}</table>`;

const behind = (caption: string): string => `<details><summary>${caption}</summary>${table(8)}</details>`;

const cells: Cell[] = [
  markdown(
    '# Suspicious web traffic\n\nWhat 282 records of one web server say, and what they cannot say. `response_code` is constant.',
  ),
  markdown(
    '## What is the data?\n\n| property | value |\n|---|---|\n| records | 282 |\n| sources | 28 |\n\n> One class only: nothing here can be called a detection rate.',
  ),
  code(
    "import { openTraffic } from './lib/index.js';\nconst traffic = await openTraffic('data/cybersecurity_data.csv'); // 282 records",
    stream('stdout', 'read 282 records\n'),
  ),
  markdown('## Where does it come from?'),
  code('show(countryMap(rows))', map, display({ 'text/html': behind('Data behind this figure') })),
  code('show(countryBars(rows))', bars),
  markdown('## When?\n\n### By ten minutes'),
  code('show(overTime(rows))', line),
  markdown('### Every record'),
  code('show(recordDots(rows))', dots),
  markdown('## What went wrong'),
  code(
    'throw new Error("x")',
    stream('stderr', '\u001b[33mwarning\u001b[0m 2 rows set aside\n'),
    error('Error', 'no such column', ['\u001b[31mError\u001b[39m: no such column', '  at cell 3, line 1']),
  ),
  code(
    'table(rows)',
    display({ 'text/html': table(5), 'text/plain': 'a table' }),
    display({ 'text/plain': 'x '.repeat(200) }),
  ),
  code(
    `const wide = '${'wide '.repeat(60)}';`,
    display({ 'text/html': `<table><tr>${'<td>a_wide_column</td>'.repeat(40)}</tr></table>` }),
  ),
];

/** An executed notebook with one of everything that a report shows: four figures, tables, streams, an error. */
export const SAMPLE = notebook(cells);
