import { createReadStream, createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pMap from 'p-map';
import { awsError } from '../../aws/aws-error.js';
import { sharedSignal } from '../../aws/aws-settings.js';
import { inputError } from '../../text/input-error.js';
import type { InputFile } from '../input-file.js';
import { type LogAddress, logAddress } from './cloudwatch-address.js';
import { eventLines } from './cloudwatch-events.js';
import { insightLines, isWhole } from './cloudwatch-insights.js';
import { connectLogs, type Logs } from './cloudwatch-library.js';
import { type PeriodPart, periodParts } from './cloudwatch-parts.js';
import { cachedFile } from './fetched.js';
import type { SourceTask } from './source-task.js';

const HOUR_MS = 3_600_000;
/** FilterLogEvents allows five requests a second in small regions; the SDK slows down where that is too many. */
const AT_ONCE = 4;
/** Events come late; the times of this are asked anew with each minute, older ones are kept (assumed). */
const SETTLED_MS = HOUR_MS;

/**
 * Fetches the events of a log group: hour by hour with FilterLogEvents, four hours at once, or day by day with a query of
 * Logs Insights. Each hour or day is kept in the cache, so that an interrupted fetch goes on where it was, and a longer
 * period fetches only what is new.
 *
 * @throws an InputError when there are no credentials, no such group or no event, or the query is wrong
 */
export async function cloudWatchFiles(url: URL, task: SourceTask): Promise<readonly InputFile[]> {
  const now = new Date();
  const signal = sharedSignal(task.signal);
  const address = logAddress(url, task.period, now);
  const { shown, query, from, to } = address;
  const [step, unit] = query === undefined ? [HOUR_MS, 'hours'] : [24 * HOUR_MS, 'days'];
  const slices =
    query !== undefined && isWhole(query)
      ? [{ from: from.getTime(), to: to.getTime() }]
      : periodParts(from, to, step);
  const logs = await connectLogs();
  let done = 0;
  const tell = () => task.onProgress?.({ done, total: slices.length, unit, note: shown });
  tell();
  try {
    const whose = await account(logs);
    const files = await pMap(
      slices,
      async (slice) => {
        const file = await sliceFile(logs, { ...address, whose }, slice, now, signal);
        done++;
        tell();
        return file;
      },
      { concurrency: query === undefined ? AT_ONCE : 1 },
    );
    return [{ displayName: shown, path: await joined(files, address, signal) }];
  } catch (error) {
    signal?.throwIfAborted();
    throw awsError(
      error,
      shown,
      query === undefined ? 'logs:FilterLogEvents' : 'logs:StartQuery and logs:GetQueryResults',
    );
  } finally {
    logs.client.destroy();
  }
}

function sliceFile(
  logs: Logs,
  address: LogAddress & { readonly whose: readonly string[] },
  slice: PeriodPart,
  now: Date,
  signal?: AbortSignal,
): Promise<string> {
  const { whose, group, filter = '', query = '' } = address;
  const asked = now.getTime() - slice.to < SETTLED_MS ? Math.floor(now.getTime() / 60_000) : 'settled';
  return cachedFile([...whose, group, filter, query, slice.from, slice.to, asked], async (target) => {
    const lines =
      query === '' ? eventLines(logs, address, slice, signal) : insightLines(logs, address, slice, signal);
    const first = await lines.next();
    // No event is no byte, by which it is known later.
    if (first.done) return writeFile(target, '');
    async function* all() {
      yield first.value as string;
      yield* lines;
    }
    await pipeline(Readable.from(all()), createGzip(), createWriteStream(target), { signal });
  });
}

/** What the same name of a group may mean something else with: only the key that this is hashed into is kept. */
async function account({ client }: Logs): Promise<readonly string[]> {
  const { accountId, accessKeyId } = await client.config.credentials();
  const endpoint = process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS || process.env.AWS_ENDPOINT_URL || '';
  return [endpoint, await client.config.region(), accountId ?? accessKeyId];
}

/** Files of gzip one after another are one file of gzip (RFC 1952, 2.2). */
async function joined(
  files: readonly string[],
  { shown, from, to }: LogAddress,
  signal?: AbortSignal,
): Promise<string> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const full = files.filter((_, i) => sizes[i]! > 0);
  if (full.length === 0)
    throw inputError(
      `${shown}: holds no event from ${from.toISOString()} to ${to.toISOString()} that passes the filter.`,
    );
  return cachedFile(['joined', full], async (target) => {
    async function* parts() {
      for (const file of full) yield* createReadStream(file);
    }
    await pipeline(Readable.from(parts()), createWriteStream(target), { signal });
  });
}
