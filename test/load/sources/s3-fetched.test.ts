import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { awsError } from '../../../lib/aws/aws-error.js';
import { cachedFile } from '../../../lib/load/sources/fetched.js';
import { dayPattern, joinDays } from '../../../lib/load/sources/s3-join.js';
import { written } from '../written.js';

for (const [error, sentence] of [
  [{ name: 'CredentialsProviderError' }, /no AWS credentials were found: sign in/],
  [{ name: 'ExpiredToken' }, /have expired/],
  [{ name: 'SignatureDoesNotMatch', AWSAccessKeyId: 'AKIASECRET' }, /refuses the credentials/],
  [{ name: 'AccessDenied' }, /access is denied; s3:ListBucket must be allowed/],
  [{ name: 'UnknownError', $metadata: { httpStatusCode: 403 } }, /access is denied/],
  [{ name: 'NoSuchBucket' }, /there is no such bucket\./],
  [{ name: 'Error', code: 'ENOTFOUND' }, /cannot be reached \(ENOTFOUND\)/],
  [{ name: 'ThrottlingException' }, /fewer requests/],
  [
    { name: '<b>AKIASECRET</b>', $metadata: { httpStatusCode: 500 } },
    /AWS answers an unknown error \(HTTP status 500\)/,
  ],
  [{ name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN' }, /is not trusted .* NODE_EXTRA_CA_CERTS/],
  [new Error('Region is missing'), /no AWS region is set/],
  ['AKIASECRET', /AWS could not be asked \(an unknown error\)/],
] as const)
  test(`an error of AWS becomes a sentence with the address and without its own text: ${sentence.source}`, () => {
    const shown = awsError(
      typeof error === 'string' || error instanceof Error ? error : { ...error, message: 'AKIASECRET' },
      's3://logs',
      's3:ListBucket',
    );
    assert.equal(shown.name, 'InputError');
    assert.match(shown.message, /^s3:\/\/logs: /);
    assert.match(shown.message, sentence);
    assert.doesNotMatch(JSON.stringify([shown.message, shown.cause]), /AKIASECRET/);
  });

test('what broke off while it was fetched is not there the next time, and what was fetched is not fetched again', async () => {
  const key = ['test', process.pid];
  await assert.rejects(
    cachedFile(key, async () => {
      throw new Error('broke off');
    }),
    /broke off/,
  );
  const file = await cachedFile(key, (target) => writeFile(target, 'first'), new Date('2024-04-25'));
  assert.equal(await cachedFile(key, (target) => writeFile(target, 'second')), file);
  assert.equal(readFileSync(file, 'utf8'), 'first');
});

const log = (time: string) => `v/2024/04/25/1_vpcflowlogs_r_fl_20240425T${time}Z_ab.log.gz`;

test('small files of a log become one a day, lines apart also where a file ends without a line break', async () => {
  const objects = ['one\n', 'two', 'three\n'].map((text, i) => ({
    key: log(`00${String(i * 5).padStart(2, '0')}`),
    bytes: 50,
    path: written(`join-${i}.gz`, gzipSync(text)),
  }));
  const other = { key: 'v/2024/04/25/notes.csv', bytes: 5, path: written('notes.csv', 'a,b\n') };
  const files = await joinDays([...objects, other], (key) => `s3://logs/${key}`);
  assert.deepEqual(
    files.map(({ displayName: given }) => given),
    ['s3://logs/v/2024/04/25/1_vpcflowlogs_r_fl_*', 's3://logs/v/2024/04/25/notes.csv'],
  );
  assert.equal(gunzipSync(readFileSync(files[0]!.path)).toString(), 'one\ntwo\nthree\n');
});

test('files of up to 8 MiB are joined, and begin another one beyond 64 MiB', async () => {
  const MIB = 1024 ** 2;
  const objects = [8, 8, 8, 8, 8, 8, 8, 8, 8, 8.5].map((mib, i) => ({
    key: log(`02${String(i * 5).padStart(2, '0')}`),
    bytes: mib * MIB,
    path: written(`many-${i}.gz`, gzipSync(`${i}\n`)),
  }));
  const files = await joinDays(objects, (key) => key);
  assert.deepEqual(
    files.map(({ displayName: given, path }) => [given, gunzipSync(readFileSync(path)).toString()]),
    [
      ['v/2024/04/25/1_vpcflowlogs_r_fl_*', '0\n1\n2\n3\n4\n5\n6\n7\n'],
      [objects[8]!.key, '8\n'],
      [objects[9]!.key, '9\n'],
    ],
  );
});

test('files that are damaged are not joined, so that the error names the one', async () => {
  const objects = [gzipSync('one\n'), gzipSync('two\n').subarray(0, 20)].map((bytes, i) => ({
    key: log(`01${String(i * 5).padStart(2, '0')}`),
    bytes: 50,
    path: written(`damaged-${i}.gz`, bytes),
  }));
  const files = await joinDays(objects, (key) => key);
  assert.deepEqual(
    files.map(({ displayName: given }) => given),
    objects.map(({ key }) => key),
  );
});

test('files in folders of hours are one log a day, those of other days and distributions are others', () => {
  const waf = (day: string, time: string) =>
    `WAFLogs/r/web/2024/04/${day}/${time}/1_waflogs_r_web_202404${day}T${time.replace('/', '')}Z_ab.log.gz`;
  assert.equal(dayPattern(waf('25', '14/35')), 'WAFLogs/r/web/2024/04/25/**/1_waflogs_r_web_*');
  assert.equal(dayPattern(waf('25', '23/55')), dayPattern(waf('25', '14/35')));
  assert.notEqual(dayPattern(waf('26', '14/35')), dayPattern(waf('25', '14/35')));
  assert.equal(
    dayPattern('cdn/EMLARXS9EXAMPLE.2024-04-25-14.a103fd5a.gz'),
    'cdn/EMLARXS9EXAMPLE.2024-04-25-*',
  );
  assert.equal(dayPattern('records.csv.gz'), undefined);
});
