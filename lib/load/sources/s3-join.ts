import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import type { InputFile } from '../input-file.js';
import { cachedFile } from './fetched.js';
import type { S3Object } from './s3-list.js';

/** An object, and the file it was fetched into. */
export interface FetchedObject extends Pick<S3Object, 'key' | 'bytes'> {
  readonly path: string;
}

/** Larger ones gain nothing: a load takes 0.2 s, however little there is in it (measured). */
const MAX_OBJECT_BYTES = 8 * 1024 ** 2;
const MAX_GROUP_BYTES = 64 * 1024 ** 2;

/** A log that AWS writes every few minutes: folders to the day where they say it, folders below, name, day, and the rest. */
const LOG = /^(.*?\d{4}\/\d\d\/\d\d\/|.*?day=\d\d?\/)?((?:[^/]+\/)*)([^/]*_)(\d{8}T)\d{4}Z_[^/]*\.gz$/;
const CLOUDFRONT = /^((?:.*\/)?[A-Z\d]{10,}\.\d{4}-\d\d-\d\d-)\d\d\.[\da-f]{8}\.gz$/;

/**
 * The pattern of the keys that hold the same log on the same day; undefined where a key is not of such a log.
 *
 * @example
 * dayPattern('web/2024/04/25/14/35/1_waflogs_web_20240425T1435Z_ab.log.gz'); // 'web/2024/04/25/**' + '/1_waflogs_web_*'
 */
export function dayPattern(key: string): string | undefined {
  const [, hours] = CLOUDFRONT.exec(key) ?? [];
  if (hours !== undefined) return `${hours}*`;
  const [, day, below = '', name, date] = LOG.exec(key) ?? [];
  if (name === undefined) return undefined;
  return day === undefined ? `${below}${name}${date}*` : `${day}${below === '' ? '' : '**/'}${name}*`;
}

/**
 * Puts the small files of the same log and day into one, of which AWS writes one every five minutes: as files of gzip they
 * stand one after another (RFC 1952, 2.2). The others stay what they are, also one that is damaged, so that errors name it.
 *
 * @param nameOf makes the name under which a key, or a pattern of keys, is shown
 * @throws the signal's reason when it was stopped
 */
export async function joinDays(
  objects: readonly FetchedObject[],
  nameOf: (key: string) => string,
  signal?: AbortSignal,
): Promise<readonly InputFile[]> {
  const groups = new Map<string, FetchedObject[]>();
  for (const object of objects) {
    const pattern = object.bytes > MAX_OBJECT_BYTES ? undefined : dayPattern(object.key);
    const name = pattern ?? object.key;
    const group = groups.get(name);
    if (group) group.push(object);
    else groups.set(name, [object]);
  }
  const files: InputFile[] = [];
  for (const [pattern, group] of groups)
    for (const part of portions(group)) files.push(...(await joinPortion(part, pattern, nameOf, signal)));
  return files;
}

function portions(group: readonly FetchedObject[]): readonly (readonly FetchedObject[])[] {
  const all: FetchedObject[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const object of group) {
    if (bytes + object.bytes > MAX_GROUP_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(object);
    bytes += object.bytes;
  }
  return all;
}

async function joinPortion(
  part: readonly FetchedObject[],
  pattern: string,
  nameOf: (key: string) => string,
  signal: AbortSignal | undefined,
): Promise<readonly InputFile[]> {
  const alone = part.map(({ key, path }) => ({ displayName: nameOf(key), path }));
  if (part.length === 1) return alone;
  async function* bytes() {
    for (const { path } of part) {
      const end = await lastByte(path, signal);
      yield* createReadStream(path);
      if (end !== LINE_FEED) yield gzipSync('\n');
    }
  }
  try {
    const paths = part.map(({ path }) => path);
    const path = await cachedFile(['joined', ...paths], (target) =>
      pipeline(Readable.from(bytes()), createWriteStream(target), { signal }),
    );
    return [{ displayName: nameOf(pattern), path }];
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    return alone;
  }
}

const LINE_FEED = 10;

/** The last byte of the text in a file of gzip, which is found to be whole by that. */
async function lastByte(file: string, signal: AbortSignal | undefined): Promise<number> {
  let last = LINE_FEED;
  const end = new Writable({
    write(chunk: Buffer, _encoding, next) {
      last = chunk.at(-1) ?? last;
      next();
    },
  });
  await pipeline(createReadStream(file), createGunzip(), end, { signal });
  return last;
}
