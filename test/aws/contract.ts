import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { query } from '../../lib/engine/query.js';
import { root } from '../../lib/jupyter/virtual-environment.js';
import type { Progress } from '../../lib/progress/long-operation.js';
import { type Moto, startMoto } from './moto.js';

// Not a real AWS: moto lists, gives and pages as AWS does, and evaluates neither the filter patterns of CloudWatch Logs nor
// queries of Logs Insights (test/load/sources/cloudwatch.test.ts has a stand-in for both), nor who may do what.

const SECRET = 'wJalrXUtnFEMIexamplekeyK7MDENG';
const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const cache = mkdtempSync(path.join(tmpdir(), 'traffic-aws-'));
Object.assign(process.env, {
  TRAFFIC_CACHE: cache,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: KEY_ID,
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_CONFIG_FILE: path.join(cache, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(cache, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

let moto: Moto;
let s3: S3Client;
before(async () => {
  moto = await startMoto();
  process.env.AWS_ENDPOINT_URL = moto.endpoint;
  s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  for (const day of DAYS) for (const hour of HOURS) await put(flowKey(day, hour), flowLog(day, hour));
  for (const day of DAYS) await put(wafKey(day), wafLog(day));
  await put('AWSLogs/1/ELBAccessLogTestFile', Buffer.from('Enable AccessLog for ELB'));
  await put('AWSLogs/1/vpcflowlogs/_temporary/0/part.gz', Buffer.from('not a log'));
});
after(() => {
  moto.stop();
  rmSync(cache, { recursive: true, force: true });
});

const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }));
const two = (n: number) => String(n).padStart(2, '0');

const DAYS = [23, 24, 25, 26];
const HOURS = [0, 6, 12, 18];
/** Of the first five minutes of an hour, each 50 records from another source. */
const flowKey = (day: number, hour: number) =>
  `AWSLogs/123456789012/vpcflowlogs/eu-central-1/2024/04/${day}/123456789012_vpcflowlogs_eu-central-1_fl-1_202404${day}T${two(hour)}05Z_ab.log.gz`;
function flowLog(day: number, hour: number): Buffer {
  const start = Date.UTC(2024, 3, day, hour) / 1000;
  const lines = Array.from(
    { length: 50 },
    (_, i) =>
      `2 123456789012 eni-1 203.0.113.${i + 1} 10.0.0.5 ${40_000 + i} 443 6 10 ${1000 + i} ${start + i} ${start + i + 60} ACCEPT OK`,
  );
  return gzipSync(
    `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n${lines.join('\n')}`,
  );
}
const wafKey = (day: number) =>
  `AWSLogs/123456789012/WAFLogs/eu-central-1/web/2024/04/${day}/06/05/123456789012_waflogs_eu-central-1_web_202404${day}T0605Z_ab.log.gz`;
const wafLog = (day: number) =>
  gzipSync(
    Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({
        timestamp: Date.UTC(2024, 3, day, 6) + i * 1000,
        webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/web/1',
        terminatingRuleId: i % 10 === 0 ? 'block-scanners' : 'Default_Action',
        action: i % 10 === 0 ? 'BLOCK' : 'ALLOW',
        httpRequest: {
          clientIp: `198.51.100.${i + 1}`,
          country: 'DE',
          headers: [],
          uri: '/',
          args: '',
          httpVersion: 'HTTP/1.1',
          httpMethod: 'GET',
        },
      }),
    ).join('\n'),
  );

/** Loaded late, since where the cache is has to be known before. */
const open = async (
  name: string,
  options: { from?: string; to?: string; signal?: AbortSignal; onProgress?: (p: Progress) => void } = {},
) => (await import('../../lib/load/open-traffic.js')).openTraffic(name, options);
const fetchedKeys = (from: number) =>
  moto.log.slice(from).filter((line) => /"GET \/logs\/\S+ HTTP/.test(line) && !line.includes('list-type'));

test('every object below a prefix comes once, whatever log it is, and files that are none are left out', async () => {
  const told: Progress[] = [];
  const traffic = await open('s3://logs/AWSLogs/**', { onProgress: (progress) => told.push(progress) });
  assert.equal(traffic.records, DAYS.length * (HOURS.length * 50 + 30));
  assert.equal(traffic.rejected, 0);
  assert.deepEqual(
    traffic.accounts.map(({ file }) => file).filter((file) => file.includes('/24/')),
    [
      's3://logs/AWSLogs/123456789012/WAFLogs/eu-central-1/web/2024/04/24/06/05/123456789012_waflogs_eu-central-1_web_20240424T0605Z_ab.log.gz',
      's3://logs/AWSLogs/123456789012/vpcflowlogs/eu-central-1/2024/04/24/123456789012_vpcflowlogs_eu-central-1_fl-1_*',
    ],
  );
  assert.ok(told.some(({ done, total, unit }) => done === 20 && total === 20 && unit === 'objects'));
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
  const [times] = await query<{ first: Date; last: Date }>(
    traffic.connection,
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
const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port';
const ROW = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80';

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

/** Runs with another environment, and gives this one back. */
async function asWith(env: NodeJS.ProcessEnv, run: () => Promise<void>): Promise<void> {
  const kept = process.env;
  process.env = env;
  try {
    await run();
  } finally {
    process.env = kept;
  }
}

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

test('the events of a log group come page by page, an hour at a time', async () => {
  const logs = new CloudWatchLogsClient({});
  const group = { logGroupName: '/vpc/flow' };
  await logs.send(new CreateLogGroupCommand(group));
  await logs.send(new CreateLogStreamCommand({ ...group, logStreamName: 'eni-1' }));
  const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 5 * 3600;
  // moto gives 10,000 events a page.
  for (const part of [0, 1, 2])
    await logs.send(
      new PutLogEventsCommand({
        ...group,
        logStreamName: 'eni-1',
        logEvents: Array.from({ length: 8000 }, (_, i) => {
          const at = hour + part * 1000 + Math.floor(i / 8);
          return {
            timestamp: at * 1000,
            message: `2 123456789012 eni-1 203.0.113.${(i % 200) + 1} 10.0.0.5 ${40_000 + i} 443 6 10 ${1000 + i} ${at} ${at + 60} ACCEPT OK`,
          };
        }),
      }),
    );
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  const address = `cloudwatch:///vpc/flow?from=${encodeURIComponent(day(hour * 1000 - 3_600_000))}`;
  const traffic = await open(address);
  assert.equal(traffic.records, 24_000);
  assert.deepEqual(
    traffic.accounts.map(({ file, format }) => [file, format]),
    [[decodeURIComponent(address), 'aws-vpc-flow']],
  );
  const half = await open('cloudwatch:///vpc/flow', {
    from: day(hour * 1000),
    to: day((hour + 1200) * 1000),
  });
  assert.equal(half.records, 9600);
});

// moto evaluates no SQL: it gives the results that it is told, in turn, and writes them into S3 as Athena does. So this is
// Athena's protocol and its CSV; that Athena takes these statements is not verified.
test('records of a table in Athena come by way of S3, in the order of their times, with line breaks and NULLs', async () => {
  const types = {
    bytes_in: 'bigint',
    creation_time: 'timestamp',
    end_time: 'timestamp',
    src_ip: 'varchar',
    dst_port: 'integer',
    uri: 'varchar',
  };
  const column_info = (columns: Readonly<Record<string, string>>) =>
    Object.entries(columns).map(([Name, Type]) => ({
      Name,
      Label: Name,
      Type,
      CatalogName: 'hive',
      SchemaName: '',
      TableName: '',
      Precision: 0,
      Scale: 0,
      Nullable: 'UNKNOWN',
      CaseSensitive: false,
    }));
  const row = (...texts: (string | null)[]) => ({
    Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })),
  });
  const record = (minute: number, uri: string | null) =>
    row(
      String(minute),
      `2024-04-25 10:${two(minute)}:00.000000`,
      `2024-04-25 10:${two(minute)}:30.000000`,
      '203.0.113.1',
      '443',
      uri,
    );
  const results = [
    { column_info: column_info(types), rows: [row(...Object.keys(types))] },
    {
      column_info: column_info({ records: 'bigint', times: 'varchar' }),
      rows: [row('records', 'times'), row('3', 'AB')],
    },
    {
      column_info: column_info(types),
      rows: [row(...Object.keys(types)), record(2, ''), record(1, null), record(0, 'a,\nb')],
    },
  ];
  const told = await fetch(`${moto.endpoint}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ region: 'us-east-1', results }),
  });
  assert.equal(told.status, 201);
  const traffic = await open('athena://AwsDataCatalog/logs/traffic?output=logs/athena/', {
    from: '2024-04-25',
  });
  assert.deepEqual(
    await query(
      traffic.connection,
      'select bytes_in, creation_time, dst_port, uri from traffic order by row_id',
    ),
    [
      { bytes_in: 0n, creation_time: new Date('2024-04-25T10:00:00Z'), dst_port: 443, uri: 'a,\nb' },
      { bytes_in: 1n, creation_time: new Date('2024-04-25T10:01:00Z'), dst_port: 443, uri: null },
      { bytes_in: 2n, creation_time: new Date('2024-04-25T10:02:00Z'), dst_port: 443, uri: null },
    ],
  );
  assert.deepEqual(
    traffic.accounts.map(({ file, format }) => [file, format]),
    [['athena://AwsDataCatalog/logs/traffic', 'parquet']],
  );
});

test('the report of objects in S3 is written, and no credential is in it, in the cache or in what was said', {
  timeout: 300_000,
}, async () => {
  const out = path.join(cache, 'report');
  const args = ['s3://logs/AWSLogs/**', '--from', '2024-04-24', '--to', '2024-04-25', '--out', out];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'lib/jupyter/run.cjs'), 'report', ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  const page = readFileSync(path.join(out, 'report.html'), 'utf8');
  assert.match(page, /vpcflowlogs_eu-central-1_fl-1_\* \(aws-vpc-flow\): 204 rows = 200 records/);
  const said = [stdout, stderr];
  for (const file of readdirSync(cache, { recursive: true, encoding: 'utf8', withFileTypes: true }))
    if (file.isFile()) said.push(readFileSync(path.join(file.parentPath, file.name), 'latin1'));
  for (const text of said) assert.ok(!text.includes(SECRET) && !text.includes(KEY_ID));
});
