import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalRaster } from '../../lib/charts/arrival-raster.js';
import { clientHeatmap } from '../../lib/charts/client-heatmap.js';
import { clientTimeline } from '../../lib/charts/client-timeline.js';
import type { Figure } from '../../lib/charts/figure.js';
import { weekdayHeatmap } from '../../lib/charts/weekday-heatmap.js';
import { HOSTILE } from '../hostile/strings.js';

const at = (hour: number) => new Date(Date.UTC(2024, 3, 1, hour));
const span = (src_ip: string, n = 1) => ({ src_ip, records: n, first_seen: at(1), last_seen: at(3) });
const hour = (h: number, records: number | null) => ({ hour: at(h), records, expected: null, spread: null });
const cell = (src_ip: string, port: number, records: number) => ({ src_ip, country: 'DE', port, records });
const many = Array.from({ length: 10_000 }, (_, i) => `198.${51 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);

const figures: readonly [string, () => Figure, () => Figure, () => Figure][] = [
  [
    'weekdayHeatmap',
    () => weekdayHeatmap([]),
    () => weekdayHeatmap([hour(0, 4)]),
    () => weekdayHeatmap(many.map((_, i) => hour(i, i % 24))),
  ],
  [
    'clientTimeline',
    () => clientTimeline([]),
    () => clientTimeline([span('198.51.100.1')]),
    () => clientTimeline(many.map((source, i) => span(source, i))),
  ],
  [
    'clientHeatmap',
    () => clientHeatmap([]),
    () => clientHeatmap([cell('198.51.100.1', 443, 3)]),
    () => clientHeatmap(many.map((source, i) => cell(source, i % 500, 1 + i))),
  ],
  [
    'arrivalRaster',
    () => arrivalRaster([]),
    () => arrivalRaster([{ src_ip: '198.51.100.1', creation_time: at(1) }]),
    () => arrivalRaster(many.map((src_ip, i) => ({ src_ip, creation_time: at(i % 24) }))),
  ],
];

for (const [name, none, one, lots] of figures)
  test(`${name} says so of no rows, draws one, and keeps 10,000 readable`, () => {
    assert.match(none().title, /no records to show/);
    for (const figure of [one(), lots()]) {
      assert.ok(figure.title.length > 10 && figure.description.length > 20, figure.title);
      assert.match(JSON.stringify(figure.layout), /UTC|records/i);
      assert.ok((figure.layout.height ?? 0) <= 1200, String(figure.layout.height));
      assert.ok(figure.table.rows.length <= 1000);
    }
  });

test('sources with hostile names are drawn as text', () => {
  for (const name of HOSTILE) {
    for (const figure of [
      clientTimeline([span(name)]),
      clientHeatmap([{ src_ip: name, country: name, port: 1, records: 1 }], { by: 'country' }),
      arrivalRaster([{ src_ip: name, creation_time: at(1) }]),
    ])
      assert.doesNotMatch(
        JSON.stringify([figure.data, figure.layout.yaxis, figure.layout.xaxis]),
        /<(?!br>|\/?extra>)/,
        name,
      );
  }
});

test('an unknown hour stays empty, and is not counted as quiet', () => {
  const figure = weekdayHeatmap([hour(0, 10), hour(1, null), hour(168, 20)]);
  assert.match(figure.title, /Monday at 0:00, with 15 records/);
  assert.deepEqual(figure.table.rows.slice(0, 2), [
    ['Monday', 0, 15, 2],
    ['Monday', 1, null, 0],
  ]);
});

test('rare first puts the rarest port and the source that asked for it before the busiest', () => {
  const rows = [
    cell('198.51.100.1', 443, 1000),
    cell('198.51.100.1', 80, 50),
    cell('203.0.113.9', 22, 1),
    cell('203.0.113.9', 23, 2),
  ];
  const { table } = clientHeatmap(rows, { rareFirst: true });
  assert.deepEqual(table.rows[0], ['203.0.113.9', '22', 1]);
  assert.deepEqual(clientHeatmap(rows).table.rows[0], ['198.51.100.1', '443', 1000]);
});

test('the raster counts every record, and draws one of those that would lie on each other', () => {
  const arrivals = Array.from({ length: 50_000 }, (_, i) => ({
    src_ip: '198.51.100.1',
    creation_time: new Date(Date.UTC(2024, 3, 1) + i * 1000),
    records: 2,
  }));
  const figure = arrivalRaster(arrivals);
  assert.match(figure.title, /^100,000 records of 1 source/);
  const [ticks] = figure.data as readonly { readonly type?: string; readonly x?: readonly unknown[] }[];
  assert.ok(ticks?.type === 'scatter' && ticks.x!.length > 900 && ticks.x!.length <= 1001);
});

test('the timeline says how long each source was there', () => {
  assert.deepEqual(clientTimeline([span('198.51.100.1', 5)]).table.rows[0]?.slice(3), ['2 h', 5]);
});

test('the raster’s table says the median seconds between a source’s records', () => {
  const arrivals = [0, 10, 20, 90].map((s) => ({
    src_ip: '198.51.100.1',
    creation_time: new Date(Date.UTC(2024, 3, 1) + s * 1000),
  }));
  assert.deepEqual(arrivalRaster(arrivals).table.rows[0], [
    '198.51.100.1',
    4,
    '2024-04-01 00:00:00',
    '2024-04-01 00:01:30',
    10,
  ]);
});
