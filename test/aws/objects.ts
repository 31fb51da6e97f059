import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Progress } from '../../lib/progress/long-operation.js';
import { asWith, cache, fetchedKeys, KEY_ID, moto, open, put, SECRET } from './environment.js';
import { DAYS, HOURS } from './layouts.js';

const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port';
const ROW = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80';

test('every object below a prefix comes once, whatever log it is, and files that are none are left out', async () => {
  const reports: Progress[] = [];
  const traffic = await open('s3://logs/AWSLogs/**', { onProgress: (progress) => reports.push(progress) });
  assert.equal(traffic.records, DAYS.length * (HOURS.length * 50 + 30));
  assert.equal(traffic.rejected, 0);
  assert.deepEqual(
    traffic.accounts.map(({ file }) => file).filter((file) => file.includes('/24/')),
    [
      's3://logs/AWSLogs/123456789012/WAFLogs/eu-central-1/web/2024/04/24/06/05/123456789012_waflogs_eu-central-1_web_20240424T0605Z_ab.log.gz',
      's3://logs/AWSLogs/123456789012/vpcflowlogs/eu-central-1/2024/04/24/123456789012_vpcflowlogs_eu-central-1_fl-1_*',
    ],
  );
  assert.ok(reports.some(({ done, total, unit }) => done === 20 && total === 20 && unit === 'objects'));
  const before = moto.log.length;
  assert.equal((await open('s3://logs/AWSLogs/**')).records, traffic.records);
  assert.deepEqual(fetchedKeys(before), []);
});

test('only objects of the period are listed and fetched, and the records are exactly those of the period', async () => {
  rmSync(cache, { recursive: true, force: true });
  const before = moto.log.length;
  const traffic = await open('s3://logs/AWSLogs/*/vpcflowlogs/', {
    from: '2024-04-24T06:00',
    to: '2024-04-24T12:00:30',
  });
  assert.equal(traffic.records, 50 + 30);
  const asked = moto.log.slice(before).join('\n');
  assert.equal(fetchedKeys(before).length, 2);
  assert.match(asked, /T0605Z/);
  assert.match(asked, /T1205Z/);
  assert.doesNotMatch(asked, /2024%2F04%2F2[356]|WAFLogs/);
  const [times] = await traffic.engine.query<{ first: Date; last: Date }>(
    'select min(creation_time) as first, max(creation_time) as last from traffic',
  );
  assert.deepEqual(times, {
    first: new Date('2024-04-24T06:00:00Z'),
    last: new Date('2024-04-24T12:00:29Z'),
  });
});

test('an object that changed is fetched anew, and no other', async () => {
  await put('own/a.csv', Buffer.from(`${HEADER}\n${ROW}\n`));
  await put('own/b.csv', Buffer.from(`${HEADER}\n${ROW}\n`));
  assert.equal((await open('s3://logs/own/')).records, 2);
  await put('own/b.csv', Buffer.from(`${HEADER}\n${ROW}\n${ROW}\n`));
  const before = moto.log.length;
  assert.equal((await open('s3://logs/own')).records, 3);
  assert.equal(fetchedKeys(before).length, 1);
});
test('a key with spaces, signs and letters of any kind is opened by its address', async () => {
  await put('signs/a +%41#?ü&=.csv', Buffer.from(`${HEADER}\n${ROW}\n`));
  const traffic = await open('s3://logs/signs/a%20+%2541%23%3Fü&=.csv');
  assert.deepEqual(
    traffic.accounts.map(({ file }) => file),
    ['s3://logs/signs/a +%41#?ü&=.csv'],
  );
});

test('credentials and region come out of a profile, also where a program gives them', async () => {
  const given = { Version: 1, AccessKeyId: KEY_ID, SecretAccessKey: SECRET };
  writeFileSync(path.join(cache, 'credentials.json'), JSON.stringify(given));
  writeFileSync(
    path.join(cache, 'config'),
    `[profile analyst]\nregion = eu-central-1\ncredential_process = cat ${path.join(cache, 'credentials.json')}\n`,
  );
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, AWS_REGION: _region, ...kept } = process.env;
  await asWith({ ...kept, AWS_PROFILE: 'analyst', AWS_CONFIG_FILE: path.join(cache, 'config') }, async () => {
    assert.equal((await open('s3://logs/own/')).records, 3);
    await assert.rejects(open('cloudwatch:///none?from=2024-04-24&to=2024-04-24'), /there is no such thing/);
  });
});

test('an object that cannot be read is named by its address', async () => {
  await put('damaged/x.csv.gz', gzipSync(`${HEADER}\n${ROW}\n`.repeat(50)).subarray(0, 60));
  await assert.rejects(
    open('s3://logs/damaged/'),
    /^InputError: s3:\/\/logs\/damaged\/x\.csv\.gz: its gzip data ends too early/,
  );
});

for (const [name, sentence, env] of [
  ['s3://no-such-bucket/a/', /^s3:\/\/no-such-bucket: there is no such bucket\.$/],
  ['s3://logs/nothing/', /^s3:\/\/logs\/nothing\/: no object matches/],
  ['s3://logs/AWSLogs/', /^s3:\/\/logs: no AWS credentials were found: sign in/, { AWS_ACCESS_KEY_ID: '' }],
  [
    's3://logs/AWSLogs/',
    /AWS cannot be reached \(ECONNREFUSED\)/,
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
  ],
  ['cloudwatch:///none?from=2024-04-24&to=2024-04-24', /there is no such thing in this account and region/],
  ['cloudwatch:///none?from=2024-04-24&to=2024-04-24', /no AWS region is set/, { AWS_REGION: '' }],
] as const)
  test(`${name} ends in one sentence: ${sentence.source}`, async () => {
    await asWith({ ...process.env, ...env }, () =>
      assert.rejects(open(name), (error: Error) => {
        assert.match(error.message, sentence);
        assert.ok(!error.message.includes(SECRET) && !error.message.includes(KEY_ID));
        return error.name === 'InputError';
      }),
    );
  });

test('a fetch that is stopped leaves nothing half-written', async () => {
  rmSync(cache, { recursive: true, force: true });
  const stop = new AbortController();
  const onProgress = ({ done }: Progress) => done === 3 && stop.abort(new Error('stopped by hand'));
  await assert.rejects(open('s3://logs/AWSLogs/**', { signal: stop.signal, onProgress }), /stopped by hand/);
  const left = readdirSync(cache).filter((name) => !name.endsWith('.partial'));
  assert.ok(left.length >= 3 && left.length < 20);
  assert.equal((await open('s3://logs/AWSLogs/**')).records, DAYS.length * (HOURS.length * 50 + 30));
});
