import pMap from 'p-map';
import { sharedSignal } from '../../aws/aws-settings.js';
import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import type { InputFile } from '../input-file.js';
import { s3Address } from './s3-address.js';
import { fetchObject } from './s3-fetch.js';
import { joinDays } from './s3-join.js';
import { connectS3 } from './s3-library.js';
import { listObjects } from './s3-list.js';
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
  const meant = s3Address(address);
  const signal = sharedSignal(task.signal);
  const s3 = await connectS3();
  try {
    const objects = await listObjects(s3, meant, task.period, { ...task, signal });
    if (objects.length === 0) {
      const dated = (task.period.from ?? task.period.to) ? ' in the period' : '';
      throw inputError(
        `${visible(address.href)}: no object${dated} matches; a prefix ends with /, a pattern has * or **.`,
      );
    }
    let done = 0;
    const tell = () =>
      task.onProgress?.({ done, total: objects.length, unit: 'objects', note: meant.bucket });
    tell();
    const brought = await pMap(
      objects,
      async (object) => {
        const path = await fetchObject(s3, meant.bucket, object, signal);
        done++;
        tell();
        return { key: object.key, bytes: object.bytes, path };
      },
      { concurrency: AT_ONCE },
    );
    return await joinDays(brought, (key) => `s3://${meant.bucket}/${visible(key, MAX_KEY_LENGTH)}`, signal);
  } finally {
    s3.client.destroy();
  }
}
