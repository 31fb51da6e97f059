import pMap from 'p-map';
import { awsError } from '../../aws/aws-error.js';
import type { LongOperation } from '../../progress/long-operation.js';
import type { Period } from '../filter/record-filter.js';
import type { S3Address } from './s3-address.js';
import { mayHoldTimes, namesDay } from './s3-key-times.js';
import type { ObjectPage, S3 } from './s3-library.js';

/** An object that may hold records of the period. */
export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modified: Date;
}

const AT_ONCE = 8;
/** What load balancers write to see whether they may. */
const TEST_FILE = /(?:^|\/)ELBAccessLogTestFile$/;

/**
 * Lists the objects that an address means and whose keys do not say other times, in the order of their keys. With a period,
 * folders are listed one below the other down to the days, so that of years of logs only the days that are wanted are.
 *
 * @throws an InputError when the bucket cannot be listed
 */
export async function listObjects(
  { library, client }: S3,
  address: S3Address,
  period: Period,
  { signal, onProgress }: LongOperation,
): Promise<readonly S3Object[]> {
  const { bucket, prefix, matches, mayHold } = address;
  const found: S3Object[] = [];
  const byFolder = period.from !== undefined || period.to !== undefined;

  async function list(folder: string): Promise<void> {
    const flat = folder.endsWith('/') && (!byFolder || namesDay(folder));
    const below: string[] = [];
    let token: string | undefined;
    do {
      const page = await listPage(folder, !flat, token);
      for (const { Key: key = '', Size: bytes = 0, ETag: etag = '', LastModified } of page.Contents ?? [])
        if (
          bytes > 0 &&
          !key.endsWith('/') &&
          !TEST_FILE.test(key) &&
          matches(key) &&
          mayHoldTimes(key, period)
        )
          found.push({ key, bytes, etag, modified: LastModified ?? new Date(0) });
      for (const { Prefix: next = '' } of page.CommonPrefixes ?? [])
        if (mayHold(next) && mayHoldTimes(next, period)) below.push(next);
      token = page.NextContinuationToken;
      onProgress?.({ done: 0, total: found.length, unit: 'objects', note: `listing ${bucket}` });
    } while (token !== undefined);
    await pMap(below, list, { concurrency: AT_ONCE });
  }
  async function listPage(folder: string, folders: boolean, token: string | undefined): Promise<ObjectPage> {
    const input = {
      Bucket: bucket,
      Prefix: folder,
      ...(folders && { Delimiter: '/' }),
      ...(token !== undefined && { ContinuationToken: token }),
    };
    try {
      return await client.send(new library.ListObjectsV2Command(input), signal && { abortSignal: signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw awsError(error, `s3://${bucket}`, 's3:ListBucket');
    }
  }

  await list(prefix);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}
