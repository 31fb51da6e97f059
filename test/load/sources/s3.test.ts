import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as sdk from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { s3Address } from '../../../lib/load/sources/s3-address.js';
import { dayPattern } from '../../../lib/load/sources/s3-join.js';
import { mayHoldTimes, namesDay } from '../../../lib/load/sources/s3-key-times.js';
import type { ObjectPage, S3Library } from '../../../lib/load/sources/s3-library.js';

/** The compiler says here that the narrow types of lib are those of the SDK. */
export const sameTypes = (
  library: typeof sdk,
  page: sdk.ListObjectsV2CommandOutput,
): readonly [S3Library, ObjectPage] => [library, page];

const two = (n: number) => String(n).padStart(2, '0');
/** The parts of a time as keys have them. */
const parts = (time: Date) => ({
  y: time.getUTCFullYear(),
  m: two(time.getUTCMonth() + 1),
  d: two(time.getUTCDate()),
  h: two(time.getUTCHours()),
  min: two(time.getUTCMinutes()),
});

/** The key of the object that holds a request of this time, in the layouts that AWS documents. */
const layouts: readonly ((time: Date) => string)[] = [
  ...['vpcflowlogs', 'elasticloadbalancing'].map((service) => (time: Date) => {
    const { y, m, d, h, min } = parts(new Date(Math.ceil(time.getTime() / 300_000) * 300_000));
    return `AWSLogs/123456789012/${service}/eu-central-1/${y}/${m}/${d}/123456789012_${service}_eu-central-1_fl-1_${y}${m}${d}T${h}${min}Z_ab.log.gz`;
  }),
  (time) => {
    const { y, m, d, h, min } = parts(new Date(Math.ceil(time.getTime() / 300_000) * 300_000));
    return `AWSLogs/123456789012/WAFLogs/eu-central-1/web/${y}/${m}/${d}/${h}/${min}/123456789012_waflogs_eu-central-1_web_${y}${m}${d}T${h}${min}Z_ab.log.gz`;
  },
  (time) => {
    const { y, m, d, h } = parts(time);
    return `cdn/EMLARXS9EXAMPLE.${y}-${m}-${d}-${h}.a103fd5a.gz`;
  },
  (time) => {
    // Firehose names the arrival of the first of up to 15 minutes.
    const { y, m, d, h, min } = parts(new Date(time.getTime() - 14 * 60_000));
    return `${y}/${m}/${d}/${h}/aws-waf-logs-1-${y}-${m}-${d}-${h}-${min}-59-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f.gz`;
  },
  (time) => {
    const { y, m, d, h } = parts(time);
    return `AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-central-1/year=${y}/month=${m}/day=${d}/hour=${h}/a.parquet`;
  },
  (time) => `logs/dt=${time.toISOString().slice(0, 10)}/part-0.parquet`,
  (time) => `logs/dt=${time.toISOString().slice(0, 10)}/hour=${parts(time).h}/part-0.parquet`,
  (time) => `logs/date=${time.toISOString().slice(0, 10).replaceAll('-', '')}/part-0.parquet`,
];
const HOUR_MS = 3_600_000;
const anyTime = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) });

test('the key of a log keeps the times of its records, and none of another week, in every layout', () => {
  fc.assert(
    fc.property(anyTime, fc.integer({ min: 1, max: 48 }), fc.constantFrom(...layouts), (at, hours, key) => {
      const from = new Date(at - (hours / 2) * HOUR_MS);
      const to = new Date(at + (hours / 2) * HOUR_MS);
      const object = key(new Date(at));
      const folders = object.split('/').map((_, i, all) => `${all.slice(0, i).join('/')}/`);
      assert.ok([object, ...folders.slice(1)].every((part) => mayHoldTimes(part, { from, to })));
      assert.ok(!mayHoldTimes(object, { from: new Date(at + 7 * 24 * HOUR_MS) }));
      assert.ok(!mayHoldTimes(object, { to: new Date(at - 7 * 24 * HOUR_MS) }));
    }),
  );
});

for (const [key, from, to, kept] of [
  ['v/2024/04/25/1_vpcflowlogs_r_fl_20240425T1000Z_ab.log.gz', '2024-04-25T10:59', '2024-04-25T12:00', true],
  ['v/2024/04/25/1_vpcflowlogs_r_fl_20240425T1000Z_ab.log.gz', '2024-04-25T11:00', '2024-04-25T12:00', false],
  ['v/2024/04/25/1_vpcflowlogs_r_fl_20240425T1000Z_ab.log.gz', '2024-04-25T08:00', '2024-04-25T08:56', true],
  ['v/2024/04/25/1_vpcflowlogs_r_fl_20240425T1000Z_ab.log.gz', '2024-04-25T08:00', '2024-04-25T08:55', false],
  // What ended at midnight is of the day before, whose folder or the next one it is in.
  ['v/2024/04/26/1_vpcflowlogs_r_fl_20240426T0000Z_ab.log.gz', '2024-04-26T02:00', '2024-04-27', false],
  ['v/2024/04/25/1_vpcflowlogs_r_fl_20240426T0000Z_ab.log.gz', '2024-04-25T08:00', '2024-04-25T12:00', false],
  // A stamp of another day than its folder says nothing.
  ['dt=2024-04-25/copy_20200101T0000Z_ab.gz', '2024-04-25', '2024-04-26', true],
  ['2024/', '2026-01-01', '2026-02-01', true],
  ['2024/04/', '2024-05-02', '2024-05-03', false],
  ['2024/13/45/a.gz', '2026-01-01', '2026-02-01', true],
  ['year=2024/month=4/day=5/hour=24/a.gz', '2026-01-01', '2026-02-01', true],
  ['uploads/4711/05/06/a.gz', '2026-01-01', '2026-02-01', true],
  ['year=2024/month=4/day=5/a.gz', '2024-04-07', '2024-04-08', false],
] as const)
  test(`${key} ${kept ? 'may hold' : 'holds no'} records from ${from} to ${to}`, () => {
    assert.equal(
      mayHoldTimes(key, {
        from: new Date(`${from}Z`.replace(/^(.{10})Z$/, '$1')),
        to: new Date(`${to}Z`.replace(/^(.{10})Z$/, '$1')),
      }),
      kept,
    );
  });

test('a folder of a day is where listing by folders ends', () => {
  assert.deepEqual(
    ['AWSLogs/1/', '2024/04/', '2024/04/25/', 'dt=2024-04-25/', 'year=2024/month=04/'].map(namesDay),
    [false, false, true, true, false],
  );
});

for (const [address, key, matches] of [
  ['s3://logs', 'a/b.gz', true],
  ['s3://logs/', 'a/b.gz', true],
  ['s3://logs/a', 'a', true],
  ['s3://logs/a', 'a/b/c.gz', true],
  ['s3://logs/a', 'ab/c.gz', false],
  ['s3://logs/a/', 'a/b/c.gz', true],
  ['s3://logs/a/**', 'a/b/c.gz', true],
  ['s3://logs/a/*', 'a/b/c.gz', false],
  ['s3://logs/a/*.gz', 'a/c.gz', true],
  ['s3://logs/a/**/*.gz', 'a/c.gz', true],
  ['s3://logs/a/**/*.gz', 'a/b/c/d.gz', true],
  ['s3://logs/a/**/*.gz', 'a/b/c.csv', false],
  ['s3://logs/AWSLogs/*/vpcflowlogs/**', 'AWSLogs/1/vpcflowlogs/eu/a.gz', true],
  ['s3://logs/AWSLogs/*/vpcflowlogs/**', 'AWSLogs/1/WAFLogs/eu/a.gz', false],
  ['s3://logs/a/*/c/', 'a/b/c/d.gz', true],
  ['s3://logs/a.c/*', 'abc/d', false],
  ['s3://logs/a/', 'a/_temporary/b.gz', false],
  ['s3://logs/a/_kept/', 'a/_kept/b.gz', true],
  ['s3://logs/sp%20ace/*.gz', 'sp ace/x.gz', true],
] as const)
  test(`${address} ${matches ? 'means' : 'does not mean'} the key ${key}`, () => {
    const meant = s3Address(new URL(address));
    assert.equal(meant.matches(key), matches);
    assert.ok(!matches || key.startsWith(meant.prefix));
  });

test('any key, however hostile, is found by its own address and below each of its folders, and its times are read', () => {
  const name = fc.string({ minLength: 1, unit: 'binary' }).filter((part) => !/^[._]|[*/]|^\.+$/.test(part));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const key = names.join('/');
      const address = (text: string) =>
        s3Address(new URL(`s3://logs/${text.split('/').map(encodeURIComponent).join('/')}`));
      assert.ok(address(key).matches(key));
      for (let i = 1; i < names.length; i++) {
        const folder = `${names.slice(0, i).join('/')}/`;
        assert.ok(address(folder).matches(key));
        assert.ok(s3Address(new URL('s3://logs/**')).mayHold(folder));
        assert.ok(s3Address(new URL(`s3://logs/${names.map(() => '*').join('/')}`)).mayHold(folder));
      }
      assert.equal(mayHoldTimes(key, {}), true);
      assert.ok(dayPattern(key) === undefined || key.endsWith('.gz'));
    }),
  );
});

for (const address of [
  's3://logs/a?b=c',
  's3://logs/a#b',
  's3://AKIAEXAMPLE@logs/a',
  's3:///a',
  's3://logs/%E0%A4%A',
])
  test(`${address} is refused in one sentence`, () => {
    assert.throws(
      () => s3Address(new URL(address)),
      (error: Error) => {
        assert.doesNotMatch(error.message, /AKIA/);
        return error.name === 'InputError';
      },
    );
  });
