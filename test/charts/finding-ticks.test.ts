import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FindingMark, POINTS_PER_TICK, type TickMeta } from '../../lib/charts/finding-ticks.js';
import { trafficTimeline } from '../../lib/charts/traffic-timeline.js';
import { findingMarks } from '../../lib/findings/finding-marks.js';
import { HOSTILE } from '../hostile/strings.js';

const START = Date.parse('2024-04-25T00:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START + hours * HOUR);
const DAY = {
  bin: { seconds: 3600, from: 'span' as const },
  bins: Array.from({ length: 24 }, (_, i) => ({
    start: at(i),
    records: i,
    clients: 1,
    bytes_in: i,
    bytes_out: i,
  })),
  gaps: [],
};
const mark = (id: string, more: Partial<FindingMark> = {}): FindingMark => ({
  id,
  severity: 'medium',
  title: `title ${id}`,
  clients: ['1.1.1.1'],
  from: at(3),
  to: at(5),
  ...more,
});

interface Ticks {
  readonly name: string;
  readonly yaxis?: string;
  readonly x: readonly (string | null)[];
  readonly y: readonly (number | null)[];
  readonly customdata: readonly string[];
  readonly marker: { readonly symbol: string; readonly color: string; readonly opacity: readonly number[] };
  readonly meta: TickMeta;
}
const drawn = (findings: readonly FindingMark[]) => {
  const figure = trafficTimeline(DAY, { findings });
  const traces = (figure.data as unknown as readonly Ticks[]).filter(({ yaxis }) => yaxis === 'y3');
  return { figure, traces };
};

test('each severity has a line of its own, the highest on top, with another colour and symbol', () => {
  const { figure, traces } = drawn([
    mark('a', { severity: 'low' }),
    mark('b', { severity: 'high' }),
    mark('c', { from: at(7), to: at(7) }),
  ]);
  assert.deepEqual(
    traces.map(({ name, y }) => [name, y[0]]),
    [
      ['findings of high severity', 2],
      ['findings of medium severity', 1],
      ['findings of low severity', 0],
    ],
  );
  assert.equal(new Set(traces.map(({ marker }) => marker.color)).size, 3);
  assert.equal(new Set(traces.map(({ marker }) => marker.symbol)).size, 3);
  assert.deepEqual(traces[0]?.x, ['2024-04-25 03:00:00', '2024-04-25 05:00:00', null]);
  assert.deepEqual(figure.layout.yaxis3?.ticktext, ['high', 'medium', 'low']);
  assert.match(figure.description, /Marked above: low, title a, 2024-04-25 03:00:00; high, title b/);
});

test('ticks that would cover each other are one, which counts and lists its findings', () => {
  const { figure, traces } = drawn([
    mark('a'),
    mark('b', { from: at(3.1), to: at(9) }),
    mark('c', { from: at(12), to: at(13) }),
  ]);
  const [trace] = traces;
  assert.deepEqual(trace?.meta.findings, [['a', 'b'], ['c']]);
  assert.equal(trace?.x[1], '2024-04-25 09:00:00');
  assert.match(trace?.customdata[0] ?? '', /title a.*title b/);
  assert.deepEqual(
    figure.layout.annotations?.map(({ text }) => text),
    ['2'],
  );
});

test('a finding from before the first bin is marked at the edge, one beyond the last bin is not marked', () => {
  const { traces } = drawn([
    mark('before', { from: at(-9) }),
    mark('after', { from: at(30), to: at(31) }),
    mark('gone', { from: at(-9), to: at(-8) }),
  ]);
  assert.deepEqual(traces[0]?.meta.findings, [['before']]);
  assert.equal(traces[0]?.x[0], '2024-04-25 00:00:00');
});

test('without findings the figure has no third axis, and pale ticks are those of which no record is shown', () => {
  const { figure, traces } = drawn([]);
  assert.deepEqual([traces, figure.layout.yaxis3], [[], undefined]);
  const pale =
    drawn([mark('a', { faded: true }), mark('b', { from: at(12) })]).traces[0]?.marker.opacity ?? [];
  assert.ok((pale[0] ?? 1) < 0.5 && pale[POINTS_PER_TICK] === 1, String(pale));
});

test('hover texts hold no markup of a title or an address, whatever these are', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string()), (text) => {
      const [hover] = drawn([mark('a', { title: text, clients: [text] })]).traces[0]?.customdata ?? [];
      const rest = (hover ?? '').replace(/^<b>medium<\/b>: /, '').replaceAll('<br>', '');
      assert.doesNotMatch(rest, /[<>]/);
      assert.doesNotMatch(rest, /%\{/);
    }),
  );
});

test('only findings that accuse somebody are marked, with the title of their kind', () => {
  const finding = {
    id: 'a',
    kind: 'path scan' as const,
    accuses: true,
    severity: 'low' as const,
    clients: ['1.1.1.1'],
    from: at(0),
    to: at(1),
  };
  const marks = findingMarks({ findings: [finding, { ...finding, id: 'b', accuses: false }] });
  assert.deepEqual(
    marks.map(({ id, title }) => [id, title]),
    [['a', 'One client requests what is not there']],
  );
});
