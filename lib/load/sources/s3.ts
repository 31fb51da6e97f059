import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import pRetry from 'p-retry';
import { awsError } from '../../aws/aws-error.js';
import { sharedSignal } from '../../aws/aws-settings.js';
import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import type { InputFile } from '../input-file.js';
import { cachedFile } from './fetched.js';
import { s3Address } from './s3-address.js';
import { joinDays } from './s3-join.js';
import { connectS3, type S3 } from './s3-library.js';
import { listObjects, type S3Object } from './s3-list.js';
import type { SourceTask } from './source-task.js';

const AT_ONCE = 8;
/** Keys are no longer than this. */
const MAX_KEY_LENGTH = 1024;

/**
 * Fetches the objects of an address of S3 into the cache, eight at once, those of other times left out as far as their
 * keys say, and puts the small files of a log into one a day. Credentials and region come by the standard chain of the AWS SDK (environment, profile, SSO, web identity,
 * container, instance).
 *
 * DuckDB's httpfs is not used, though a package of it exists: the loader recognises, decompresses and checks every byte of
 * every format by itself, so that httpfs could leave out no column, and it knows neither SSO nor the other links of the chain.
 *
 * @throws an InputError when there are no credentials, no object matches, or one cannot be read
 */
export async function s3Files(address: URL, task: SourceTask): Promise<readonly InputFile[]> {
  const location = s3Address(address);
  const signal = sharedSignal(task.signal);
  const s3 = await connectS3();
  try {
    const objects = await listObjects(s3, location, task.period, { ...task, signal });
    if (objects.length === 0) {
      const dated = (task.period.from ?? task.period.to) ? ' in the period' : '';
      throw inputError(
        `${visible(address.href)}: no object${dated} matches; a prefix ends with /, a pattern has * or **.`,
      );
    }
    let done = 0;
    const tell = () =>
      task.onProgress?.({ done, total: objects.length, unit: 'objects', note: location.bucket });
    tell();
    const downloaded = await pMap(
      objects,
      async (object) => {
        const path = await fetchObject(s3, location.bucket, object, signal);
        done++;
        tell();
        return { key: object.key, bytes: object.bytes, path };
      },
      { concurrency: AT_ONCE },
    );
    return await joinDays(
      downloaded,
      (key) => `s3://${location.bucket}/${visible(key, MAX_KEY_LENGTH)}`,
      signal,
    );
  } finally {
    s3.client.destroy();
  }
}

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
    return await cachedFile(
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
