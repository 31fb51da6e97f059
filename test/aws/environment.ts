import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Progress } from '../../lib/progress/long-operation.js';
import { DAYS, flowKey, flowLog, HOURS, wafKey, wafLog } from './layouts.js';
import { type Moto, startMoto } from './moto.js';

// Not a real AWS: moto lists, gives and pages as AWS does, and evaluates neither the filter patterns of CloudWatch Logs nor
// queries of Logs Insights (test/load/sources/cloudwatch.test.ts has a stand-in for both), nor who may do what.

export const SECRET = 'wJalrXUtnFEMIexamplekeyK7MDENG';
export const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
export const cache = mkdtempSync(path.join(tmpdir(), 'traffic-aws-'));
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

export let moto: Moto;
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

/** Puts an object into the bucket `logs`. */
export const put = (Key: string, Body: Buffer) =>
  s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }));
/** Loaded late, since where the cache is has to be known before. */
export const open = async (
  name: string,
  options: { from?: string; to?: string; signal?: AbortSignal; onProgress?: (p: Progress) => void } = {},
) => (await import('../../lib/load/open-traffic.js')).openTraffic(name, options);
/** Requests of objects from a line of the log on. */
export const fetchedKeys = (from: number) =>
  moto.log.slice(from).filter((line) => /"GET \/logs\/\S+ HTTP/.test(line) && !line.includes('list-type'));

/** Runs with another environment, and gives this one back. */
export async function asWith(env: NodeJS.ProcessEnv, run: () => Promise<void>): Promise<void> {
  const kept = process.env;
  process.env = env;
  try {
    await run();
  } finally {
    process.env = kept;
  }
}
