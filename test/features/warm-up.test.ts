import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractFeatures } from '../../lib/features/extract-features.js';
import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { unscale } from '../../lib/features/unscale.js';
import { type GappyRecord, gappyRecords, gappyTraffic } from './gappy-traffic.js';

const WINDOW = 300;

/** What is counted within the windows up to a record, by looping over all records. */
function countsOf(records: readonly GappyRecord[], { second, source }: GappyRecord) {
  const within = (window: number) =>
    records.filter((other) => other.second <= second && other.second >= second - window);
  const networkOf = (address: string) => address.replace(/\d+$/, '');
  const recent = within(WINDOW);
  const answered = recent.filter(({ error }) => error !== null);
  const own = recent.filter((other) => other.source === source);
  const network = within(12 * WINDOW).filter((other) => networkOf(other.source) === networkOf(source));
  return {
    all_records: Math.log(1 + recent.length),
    all_error_share:
      answered.length > 0 ? answered.filter(({ error }) => error).length / answered.length : null,
    source_share: recent.length >= 10 ? own.length / recent.length : null,
    network_records: Math.log(1 + network.length),
    source_records: Math.log(1 + own.length),
  };
}

type Counted = keyof ReturnType<typeof countsOf>;

/** How a count in a warm-up is bounded by the median. */
const bounds: Readonly<Record<Counted, (value: number, median: number) => number>> = {
  all_records: Math.max,
  network_records: Math.max,
  source_share: Math.min,
  all_error_share: (_, median) => median,
  source_records: (value) => value,
};

/** Compares all features that have a warm-up, record by record; returns how many values were bounded. */
async function agrees(
  records: readonly GappyRecord[],
  inWarmUp: (record: GappyRecord, window: number) => boolean,
): Promise<Readonly<Record<Counted, number>>> {
  const names = Object.keys(bounds) as Counted[];
  const { matrix } = await extractFeatures(await gappyTraffic(records), { features: names });
  const bounded = {
    all_records: 0,
    all_error_share: 0,
    source_share: 0,
    network_records: 0,
    source_records: 0,
  };
  for (const name of names) {
    const { median, value } = featureOf(matrix, name);
    for (const [row, record] of records.entries()) {
      const counted = countsOf(records, record)[name] ?? median;
      const young = inWarmUp(record, name === 'network_records' ? 12 * WINDOW : WINDOW);
      const expected = young ? bounds[name](counted, median) : counted;
      if (expected !== counted) bounded[name] += 1;
      assert.ok(
        Math.abs(value(row) - expected) < 1e-5,
        `${name}, row ${row}: ${value(row)}, not ${expected}`,
      );
    }
  }
  return bounded;
}

function featureOf({ columns, values }: FeatureMatrix, name: string) {
  const at = columns.findIndex((column) => column.name === name);
  const column = columns[at]!;
  return {
    median: column.median,
    value: (row: number) => unscale(column, values[row * columns.length + at]!),
  };
}

/** Within a window of the beginning of a stretch. */
const soonAfter =
  (...beginnings: readonly number[]) =>
  ({ second }: GappyRecord, window: number): boolean =>
    beginnings.some((minute) => second >= 60 * minute && second - 60 * minute < window);

test('while windows reach back to before the capture, counts are never low and shares never high', async () => {
  const bounded = await agrees(gappyRecords([[0, 120]]), soonAfter(0));
  for (const name of ['all_records', 'all_error_share', 'source_share', 'network_records'] as const)
    assert.ok(bounded[name] > 0, name);
  assert.equal(bounded.source_records, 0);
});

test('a network’s windows reach back twelve times as far, to the second', async () => {
  // Another network comes just before the hour is over, and at its end.
  const records = gappyRecords([[0, 200]]).map((record) => {
    const minute = Math.floor(record.second / 60);
    return minute === 59 ? { ...record, second: 3_599, source: '198.51.100.1' } : record;
  });
  const late = { second: 3_600, source: '203.0.113.1', error: false };
  const all = [...records, late].sort((a, b) => a.second - b.second);
  await agrees(all, soonAfter(0));
  const { matrix } = await extractFeatures(await gappyTraffic(all), { features: ['network_records'] });
  const { median, value } = featureOf(matrix, 'network_records');
  const at = (second: number) => all.findIndex((record) => record.second === second);
  assert.ok(Math.abs(value(at(3_599)) - median) < 1e-5);
  assert.ok(Math.abs(value(at(3_600)) - Math.log(2)) < 1e-5);
});

test('the capture begins again after a rare gap that is longer than the window', async () => {
  const records = gappyRecords([
    [0, 120],
    [180, 300],
  ]);
  const bounded = await agrees(records, soonAfter(0, 180));
  assert.equal(bounded.all_error_share, 24);
  // A gap as long as the window is none.
  const short = gappyRecords([
    [0, 120],
    [124, 240],
  ]);
  assert.equal((await agrees(short, soonAfter(0))).all_error_share, 12);
});

test('where over a tenth of the records follow gaps, only the start of the capture is a warm-up', async () => {
  // 12 records follow the start, and as many each gap.
  const stretches = (last: number) =>
    [
      [0, 70],
      [100, 170],
      [200, last],
    ] as const;
  const [tenth, more] = [gappyRecords(stretches(378)), gappyRecords(stretches(377))];
  assert.deepEqual([tenth.length, more.length], [360, 359]);
  assert.equal((await agrees(tenth, soonAfter(0, 100, 200))).all_error_share, 36);
  assert.equal((await agrees(more, soonAfter(0))).all_error_share, 12);
});
