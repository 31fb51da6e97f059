import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampledRecord } from '../../lib/analyze/sample-records.js';
import type { CountryTraffic } from '../../lib/analyze/traffic-by-country.js';
import { arrivalRaster } from '../../lib/charts/arrival-raster.js';
import { clientHeatmap } from '../../lib/charts/client-heatmap.js';
import { clientTimeline } from '../../lib/charts/client-timeline.js';
import { countryBars } from '../../lib/charts/country-bars.js';
import { countryMap } from '../../lib/charts/country-map.js';
import type { Figure } from '../../lib/charts/figure.js';
import { lossCurves } from '../../lib/charts/loss-curves.js';
import { portBars } from '../../lib/charts/port-bars.js';
import { precisionRecallCurves } from '../../lib/charts/precision-recall-curves.js';
import { rateRatioDots } from '../../lib/charts/rate-ratio-dots.js';
import { scoreHistogram } from '../../lib/charts/score-histogram.js';
import { trafficDots } from '../../lib/charts/traffic-dots.js';
import { trafficTimeline } from '../../lib/charts/traffic-timeline.js';
import { weekdayHeatmap } from '../../lib/charts/weekday-heatmap.js';

const country = (code: string | null, records: number): CountryTraffic => ({
  country: code,
  records,
  clients: 1,
  bytes_in: 1024 * records,
  bytes_out: 0,
  by_registry: 0,
});
const dot = (more: Partial<SampledRecord>): SampledRecord => ({
  row_id: 1,
  creation_time: new Date('2024-04-25T23:00:00Z'),
  bytes_in: 1000,
  bytes_out: 24,
  src_ip: '1.1.1.1',
  country: 'US',
  port: 443,
  ...more,
});
/** An attribute of a trace, whose type depends on what the trace is. */
const attribute = (figure: Figure, trace: number, name: string): unknown =>
  (figure.data[trace] as Readonly<Record<string, unknown>> | undefined)?.[name];

test('every figure says so when there are no records', () => {
  const figures = [
    countryMap([]),
    countryBars([]),
    portBars([]),
    trafficTimeline({ bin: { seconds: 60, from: 'windows' }, bins: [], gaps: [] }),
    trafficDots({ rows: [], records: 0 }),
    scoreHistogram({ scores: [], threshold: 1 }),
    lossCurves({ unit: 'epoch', points: [], kept: 0 }),
  ];
  for (const figure of figures) {
    assert.match(figure.title, /there are no records to show/);
    assert.deepEqual([figure.data, figure.table.rows], [[], []]);
  }
});

test('a figure carries its description for the export, lets the ground shine through and offers no upload', () => {
  const { layout, config, description } = countryBars([country('US', 1)]);
  assert.equal(layout.meta.description, description);
  assert.equal(layout.paper_bgcolor, 'rgba(0,0,0,0)');
  assert.equal(config.showSendToCloud, false);
  assert.equal(config.typesetMath, false);
});

test('countryMap fills countries, puts dots where they are too small, and counts unknown codes', () => {
  const figure = countryMap([
    country('US', 100),
    country('SG', 10),
    country('us', 5),
    country('GF', 4),
    country(null, 3),
    country('ZZ', 2),
  ]);
  assert.equal(figure.title, 'United States (US) sends 81 % of the 124 records, Singapore (SG) 8.1 %');
  assert.deepEqual(attribute(figure, 2, 'locations'), ['US']);
  assert.deepEqual(attribute(figure, 2, 'z'), [Math.log10(105)]);
  const [singapore, guiana] = attribute(figure, 3, 'lon') as number[];
  assert.ok(Math.abs((singapore ?? 0) - 103.8) < 0.2 && Math.abs((guiana ?? 0) + 53) < 1);
  assert.match(figure.description, /5 records with no country or an unknown code are not on the map/);
  assert.match(figure.description, /Drawn as dots: Singapore \(SG\), French Guiana \(GF\)/);
  assert.deepEqual(figure.table.rows[4], ['(no country)', 3, 1, 3072, 0, 0]);
});

test('figures of countries say how many records have theirs by registry', () => {
  const rows = [{ ...country('US', 100), by_registry: 60 }, country('DE', 5)];
  for (const figure of [countryMap(rows), countryBars(rows)]) {
    assert.match(
      (figure.layout.title?.subtitle?.text ?? '').replaceAll('<br>', ' '),
      /60 records name no country: theirs is by registry/,
    );
    assert.equal(figure.table.rows[0]?.at(-1), 60);
  }
  assert.doesNotMatch(countryBars([country('US', 100)]).layout.title?.subtitle?.text ?? '', /registry/);
});

test('countryMap begins with a trace without locationmode, else plotly fetches a base map', () => {
  const figure = countryMap([country('US', 1)], { single: 'figure' });
  assert.equal(attribute(figure, 0, 'type'), 'scattergeo');
  for (const trace of figure.data) assert.equal('locationmode' in trace, false);
});

test('countryBars says how many countries it takes for three quarters of the records', () => {
  const figure = countryBars([country('US', 113), country('CA', 72), country('DE', 28), country('AT', 69)]);
  assert.equal(figure.title, '3 of 4 countries send 76 % of the 282 records');
  assert.deepEqual(attribute(figure, 0, 'x'), [113, 72, 28, 69]);
  assert.deepEqual(figure.layout.yaxis?.ticktext?.slice(0, 2), ['United States (US)', 'Canada (CA)']);
  assert.equal((attribute(figure, 0, 'text') as string[])[2], '28 · 9.9 %');
});

test('portBars folds ports beyond the most frequent into one bar that says how many they are', () => {
  const figure = portBars(
    Array.from({ length: 10_000 }, (_, i) => ({
      port: i + 1,
      records: i === 0 ? 20_001 : 1,
      clients: 1,
      bytes_in: 1,
      bytes_out: 1,
    })),
  );
  assert.equal(figure.title, 'Port 1 takes 67 % of the 30,000 records on 10,000 ports');
  const lengths = attribute(figure, 0, 'x') as number[];
  assert.deepEqual([lengths.length, lengths[15]], [16, 9_985]);
  assert.equal(figure.layout.yaxis?.ticktext?.[15], '9,985 other ports');
});

test('what would be one bar or one country is a sentence, with its numbers and without axes', () => {
  const ports = [{ port: 443, records: 282, clients: 28, bytes_in: 1, bytes_out: 1 }];
  const bin = { start: new Date(0), records: 3, clients: 1, bytes_in: 1, bytes_out: 1 };
  const minute = { bin: { seconds: 60, from: 'span' as const }, bins: [bin], gaps: [] };
  for (const [figure, sentence] of [
    [portBars(ports), 'All 282 records go to port 443.'],
    [portBars([{ ...ports[0]!, port: null, records: 1 }]), 'The records name no destination port.'],
    [countryBars([country('US', 5)]), 'All 5 records come from one country: United States (US).'],
    [countryMap([country('US', 5)]), 'All 5 records come from one country: United States (US).'],
    [countryMap([country(null, 5)]), 'None of the 5 records has a country.'],
    [trafficTimeline(minute), 'All 3 records are within 1 min from 1970-01-01 00:00:00 UTC.'],
  ] as const) {
    assert.equal(figure.title, sentence);
    assert.deepEqual([figure.data, figure.layout.xaxis?.visible, figure.table.rows.length], [[], false, 1]);
    assert.equal(figure.layout.meta.sentence, true);
  }
  for (const figure of [
    portBars(ports, { single: 'figure' }),
    countryMap([country('US', 5)], { single: 'figure' }),
    trafficTimeline(minute, { single: 'figure' }),
  ])
    assert.ok(figure.data.length > 0 && !figure.layout.meta.sentence, figure.title);
});

test('no title takes records without a country for a country, or calls one source the longest', () => {
  assert.equal(
    countryBars([country(null, 90), country('US', 6), country('DE', 4)]).title,
    'United States (US) sends 6.0 % of the 100 records, Germany (DE) 4.0 %',
  );
  assert.equal(
    countryMap([country(null, 90), country('US', 10)]).title,
    'United States (US) sends 10 % of the 100 records; the others have no country',
  );
  const span = { src_ip: '1.1.1.1', records: 9, first_seen: new Date(0), last_seen: new Date(3_600_000) };
  assert.equal(clientTimeline([span]).title, '1 h between the first and the last record of 1.1.1.1');
  assert.equal(
    clientTimeline([span, { ...span, src_ip: '2.2.2.2', last_seen: new Date(60_000) }]).title,
    '1 h between the first and the last record of 1.1.1.1, the longest of 2 sources',
  );
  assert.equal(
    trafficDots({ rows: [dot({}), dot({ row_id: 2 })], records: 2 }).title,
    'The largest of 2 records moves 1 KiB, from 1.1.1.1; the median is 1 KiB',
  );
});

test('overTime breaks its lines at a gap, shades it, and keeps zero apart from unknown', () => {
  const start = Date.parse('2024-04-25T23:00:00Z');
  const bin = (i: number, n: number | null) => ({
    start: new Date(start + i * 600_000),
    records: n,
    clients: n,
    bytes_in: n,
    bytes_out: n,
  });
  const figure = trafficTimeline({
    bin: { seconds: 600, from: 'windows' },
    bins: [bin(0, 2), bin(1, 0), bin(2, null), bin(3, 5)],
    gaps: [{ from: new Date(start + 1_200_000), to: new Date(start + 1_800_000), seconds: 600 }],
  });
  assert.equal(figure.title, '7 records in 40 min, at most 5 in 10 min, with a gap of 10 min');
  assert.deepEqual(attribute(figure, 0, 'x'), [
    '2024-04-25 23:00:00',
    '2024-04-25 23:10:00',
    '2024-04-25 23:20:00',
    '2024-04-25 23:30:00',
  ]);
  assert.deepEqual(attribute(figure, 0, 'y'), [2, 0, null, 5]);
  const bytes = attribute(figure, 1, 'y') as (number | null)[];
  assert.deepEqual([bytes[0], bytes[2], bytes[3], attribute(figure, 1, 'connectgaps')], [2, null, 5, false]);
  assert.equal(attribute(figure, 0, 'name'), 'records');
  assert.deepEqual(
    figure.layout.shapes?.map((shape) => [shape.x0, shape.x1]),
    [['2024-04-25 23:20:00', '2024-04-25 23:30:00']],
  );
  assert.match(figure.layout.xaxis?.title?.text ?? '', /UTC/);
});

test('dots says which record is the largest, and colours by port where there are several', () => {
  const figure = trafficDots({
    rows: [dot({}), dot({ row_id: 2, bytes_in: 9216, bytes_out: null, src_ip: '2.2.2.2', port: 80 })],
    records: 2,
  });
  assert.equal(figure.title, 'The largest of 2 records moves 9 KiB, from 2.2.2.2; the median is 1 KiB');
  assert.deepEqual(
    figure.data.map((_, i) => attribute(figure, i, 'name')),
    ['port 443 · 1', 'port 80 · 1'],
  );
  assert.deepEqual(attribute(figure, 1, 'y'), [9216]);
});

test('dots says that it shows a sample, and what it cannot draw', () => {
  const figure = trafficDots({ rows: [dot({}), dot({ bytes_in: null, bytes_out: null })], records: 500 });
  assert.match(figure.title, /^The largest of 1 record drawn at random of 500 moves 1 KiB/);
  assert.match(figure.layout.title?.subtitle?.text ?? '', /1 record without(<br>| )bytes not drawn/);
});

test('dots draws with SVG, which needs no graphics card, however many records there are', () => {
  const many = (n: number) =>
    trafficDots({ rows: Array.from({ length: n }, (_, i) => dot({ row_id: i, port: i % 3 })), records: n });
  // 20,000 is what recordDots draws at most.
  for (const [n, traces] of [
    [1, 1],
    [20_000, 3],
  ] as const)
    assert.deepEqual(
      many(n).data.map(({ type }) => type),
      Array.from({ length: traces }, () => 'scatter'),
    );
});

test('dots keeps six colours and folds the other countries into one', () => {
  const codes = ['US', 'CA', 'DE', 'AT', 'NL', 'AE', 'IL', 'FR', 'GB'];
  const figure = trafficDots({ rows: codes.map((code, i) => dot({ row_id: i, country: code })), records: 9 });
  assert.equal(figure.data.length, 7);
  assert.equal(attribute(figure, 6, 'name'), '3 others · 3');
});

test('scoreHistogram counts what lies above the threshold and draws a line there', () => {
  const figure = scoreHistogram({ scores: Float32Array.of(0.5, 1, 1.5, 4, Number.NaN), threshold: 2 });
  assert.equal(figure.title, '1 of 4 records (25 %) lies above the threshold of 2');
  assert.equal(figure.layout.shapes?.[0]?.x0, 2);
  assert.match(figure.layout.title?.subtitle?.text ?? '', /1 record without a finite score/);
});

test('lossCurves marks the epoch that was kept', () => {
  const points = [
    { step: 1, loss: 1, heldOutLoss: 1.2 },
    { step: 2, loss: 0.5, heldOutLoss: 0.6 },
    { step: 3, loss: 0.4, heldOutLoss: 0.7 },
  ];
  const figure = lossCurves({ unit: 'epoch', points, kept: 2 });
  assert.equal(figure.title, 'Epoch 2 of 3 was kept: its held-out loss is 0.6, after 1.2 in the first');
  assert.deepEqual([attribute(figure, 2, 'x'), attribute(figure, 2, 'y')], [[2], [0.6]]);
  assert.match(lossCurves({ unit: 'epoch', points, kept: 0 }).title, /^None of the 3 epochs was better/);
});

test('lossCurves counts what the history counts, and needs no mark where the last weights were kept', () => {
  const points = [
    { step: 5, loss: 1 },
    { step: 10, loss: 0.5 },
  ];
  const figure = lossCurves({ unit: 'gradient step', points, kept: 10 });
  assert.equal(figure.title, 'The training loss is 0.5 after 10 gradient steps, 1 after the first 5');
  assert.equal(figure.data.length, 1);
  assert.deepEqual(attribute(figure, 0, 'x'), [5, 10]);
  assert.equal(figure.layout.xaxis?.title?.text, 'gradient step');
  assert.deepEqual(figure.table.columns, ['gradient step', 'training loss', 'held-out loss']);
});

test('every chart takes a title, and a limit where it ranks', () => {
  const title = 'Own title';
  const seen = { src_ip: '1.1.1.1', first_seen: new Date(0), last_seen: new Date(1000), records: 1 };
  const rate = { what: 'port', value: '443', before: 1, after: 2, ratio: 2, low: 1, high: 4, changed: false };
  const port = { ...country(null, 3), port: 443 };
  const figures: readonly Figure[] = [
    countryBars([country('US', 1)], { title }),
    countryMap([country('US', 1)], { title }),
    portBars([port], { title }),
    trafficDots({ rows: [dot({})], records: 1 }, { title }),
    trafficTimeline(
      {
        bin: { seconds: 60, from: 'windows' },
        bins: [{ start: new Date(0), records: 1, clients: 1, bytes_in: 1, bytes_out: 1 }],
        gaps: [],
      },
      { title },
    ),
    precisionRecallCurves([{ name: 'ECOD', points: [{ precision: 1, recall: 1 }] }], { title }),
    scoreHistogram({ scores: [1, 2, 3], threshold: 2 }, { title }),
    lossCurves({ unit: 'epoch', points: [{ step: 1, loss: 1 }], kept: 1 }, { title }),
    rateRatioDots([rate], { title }),
    arrivalRaster([{ src_ip: '1.1.1.1', creation_time: new Date(0) }], { title }),
    weekdayHeatmap([{ hour: new Date(0), records: 1 }], { title }),
    clientHeatmap([{ src_ip: '1.1.1.1', country: 'US', port: 443, records: 1 }], { title }),
    clientTimeline([seen], { title }),
  ];
  assert.deepEqual(
    figures.map((figure) => figure.title),
    figures.map(() => title),
  );
  const limited: readonly Figure[] = [
    countryBars(
      Array.from({ length: 9 }, (_, i) => country(`A${i}`, 1)),
      { limit: 2 },
    ),
    rateRatioDots(
      Array.from({ length: 9 }, (_, i) => ({ ...rate, value: String(i) })),
      { limit: 3 },
    ),
    arrivalRaster(
      Array.from({ length: 9 }, (_, i) => ({ src_ip: `1.1.1.${i}`, creation_time: new Date(0) })),
      { limit: 3 },
    ),
  ];
  for (const figure of limited) assert.equal((attribute(figure, 0, 'y') as readonly unknown[]).length, 3);
});

test('without the share of positives, no line of guessing is drawn', () => {
  const curve = { name: 'ECOD', points: [{ precision: 1, recall: 1 }] };
  const figure = precisionRecallCurves([curve]);
  assert.equal(figure.data.length, 1);
  assert.doesNotMatch(figure.description, /guessing/);
});
