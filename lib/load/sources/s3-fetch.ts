import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pRetry from 'p-retry';
import { awsError } from '../../aws/aws-error.js';
import { visible } from '../../text/visible.js';
import { fetched } from './fetched.js';
import type { S3 } from './s3-library.js';
import type { S3Object } from './s3-list.js';

/** A body that broke off is fetched again this often; requests are repeated by the SDK. */
const RETRIES = 3;

/**
 * Fetches an object into the cache, as a stream, or finds it there: the same bucket, key, ETag and size are not fetched twice.
 *
 * @returns the file
 * @throws an InputError when it cannot be read, the signal's reason when it was stopped
 */
export async function fetchObject(
  { library, client }: S3,
  bucket: string,
  { key, bytes, etag, modified }: S3Object,
  signal?: AbortSignal,
): Promise<string> {
  const fetchOnce = async (target: string) => {
    const command = new library.GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag });
    const { Body } = (await client.send(command, signal && { abortSignal: signal })) as { Body: Readable };
    await pipeline(Body, createWriteStream(target), { signal });
  };
  const isBroken = (error: Error) =>
    !signal?.aborted &&
    /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ETIMEDOUT)$/.test(
      (error as NodeJS.ErrnoException).code ?? '',
    );
  try {
    return await fetched(
      ['s3', process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || '', bucket, key, etag, bytes],
      (target) =>
        pRetry(() => fetchOnce(target), {
          retries: RETRIES,
          signal,
          shouldRetry: ({ error }) => isBroken(error),
        }),
      modified,
    );
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw awsError(error, `s3://${bucket}/${visible(key)}`, 's3:GetObject');
  }
}
