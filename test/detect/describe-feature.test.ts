import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFeature } from '../../lib/detect/describe-feature.js';
import type { FeatureColumn, FeatureForm, FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { LINEAR_SIGMAS } from '../../lib/features/unscale.js';

/** A matrix of one record with the given values before scaling. */
function oneRecord(
  values: readonly (Partial<FeatureColumn> & { form: FeatureForm; median: number; value: number })[],
  category?: string,
): FeatureMatrix {
  const columns = values.map(({ value: _, ...column }) => ({
    name: 'feature',
    unit: '',
    meaning: 'bytes in',
    topic: 'feature',
    group: 'quantity' as const,
    scale: 1,
    ...column,
  }));
  const scaled = values.map(
    ({ value, median }) => LINEAR_SIGMAS * Math.asinh((value - median) / LINEAR_SIGMAS),
  );
  return {
    values: Float32Array.from(scaled),
    rows: 1,
    columns,
    rowIds: Int32Array.of(1),
    categories: category === undefined ? {} : { port: { codes: Int32Array.of(0), names: [category] } },
  };
}

const ln1 = (x: number) => Math.log(1 + x);

test('bytes are told in binary units, as a multiple of the median', () => {
  const matrix = oneRecord([{ form: 'bytes', median: ln1(13182), value: ln1(24 * 1024 * 1024) }]);
  assert.equal(describeFeature(matrix, 0, 0), 'bytes in 24 MiB, 1,900 x the median (12.9 KiB)');
});

test('what is far below the median is told as a fraction of it', () => {
  const matrix = oneRecord([{ form: 'bytes', median: ln1(13200), value: ln1(44) }]);
  assert.equal(describeFeature(matrix, 0, 0), 'bytes in 44 B, 1/300 of the median (12.9 KiB)');
});

test('a value near the median says that only its company is unusual', () => {
  const matrix = oneRecord([{ form: 'count', median: ln1(10), value: ln1(11), meaning: 'records' }]);
  assert.equal(describeFeature(matrix, 0, 0), 'records 11, near the median (10), usual by itself');
});

test('a rarity names the value and its share, and its text cannot reorder the line', () => {
  const rarity = { form: 'rarity' as const, median: 0, value: 5, meaning: 'country', category: 'port' };
  assert.equal(describeFeature(oneRecord([rarity], 'KP'), 0, 0), 'country KP, in 0.7 % of the records');
  assert.equal(
    describeFeature(oneRecord([rarity], 'a\u202eb'), 0, 0),
    'country a\\u202eb, in 0.7 % of the records',
  );
  assert.equal(describeFeature(oneRecord([rarity], ''), 0, 0), 'no country, as in 0.7 % of the records');
});

test('a class is told as what the record is or is not, surprise in bits', () => {
  const flag = { form: 'flag' as const, median: 0, meaning: 'client error (4xx)' };
  assert.equal(describeFeature(oneRecord([{ ...flag, value: 4 }]), 0, 0), 'client error (4xx)');
  assert.equal(
    describeFeature(oneRecord([{ ...flag, median: 4, value: 0 }]), 0, 0),
    'not a client error (4xx)',
  );
  const surprise = {
    form: 'bits' as const,
    median: 3.5,
    value: 5.25,
    meaning: 'surprise of a parameter’s value',
  };
  assert.equal(
    describeFeature(oneRecord([surprise]), 0, 0),
    'surprise of a parameter’s value 5.2 bits, median 3.5 bits',
  );
});

test('a request is told by how many clients sent the like, and by what is usual on its path', () => {
  const path = { form: 'client rarity' as const, clients: 240, meaning: 'path of the request' };
  const matrix = oneRecord([
    { ...path, median: Math.log(240 / 85), value: Math.log(240) },
    { ...path, median: 0, value: 4, clients: 1_753 },
    { form: 'path rarity', median: 0, value: 2, meaning: 'names of all parameters of the request' },
    { form: 'deviations', median: 0.5, value: 7.3, meaning: 'length of a parameter’s value off the usual' },
  ]);
  assert.deepEqual(
    [0, 1, 2, 3].map((column) => describeFeature(matrix, 0, column)),
    [
      'path of the request seen from 1 of 240 clients, median 85',
      'path of the request seen from 32 of 1,753 clients, median 1,753',
      'names of all parameters of the request seen from 14 % of the path’s clients, median 100 %',
      'length of a parameter’s value off the usual by 7.3 standard deviations, median 0.5',
    ],
  );
});

test('sine and cosine are told as the hour and the day they stand for', () => {
  const angle = (2 * Math.PI * (3 * 60 + 20)) / 1440;
  const hour = oneRecord([
    { form: 'hour', topic: 'hour', name: 'hour_sine', median: 0.1, value: Math.sin(angle) },
    { form: 'hour', topic: 'hour', name: 'hour_cosine', median: 0.2, value: Math.cos(angle) },
  ]);
  assert.equal(describeFeature(hour, 0, 0), 'hour 03:20 UTC');
  const sunday = (2 * Math.PI * 6) / 7;
  const day = oneRecord([
    { form: 'weekday', topic: 'weekday', name: 'weekday_sine', median: 0, value: Math.sin(sunday) },
    { form: 'weekday', topic: 'weekday', name: 'weekday_cosine', median: 0, value: Math.cos(sunday) },
  ]);
  assert.equal(describeFeature(day, 0, 0), 'Sunday');
});
