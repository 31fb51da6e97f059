import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { publishFolder } from '../../files/publish.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import { folders, TRINO } from './folders.js';

/**
 * Files in Parquet, tables in memory, and made-up tables of any size; the other 46 connect to other systems.
 */
const PLUGINS = ['hive', 'memory', 'tpch'];

/** Where an archive is, how large, and the SHA-256 that it must have. */
type Release = { readonly [Part in 'archive' | 'sha256']: string } & { readonly megabytes: number };

/**
 * Puts Trino's server into the cache, unless it is there: fetched from Maven Central, checked against the
 * digest that the project knows, and trimmed to the plugins that are used. What breaks off leaves nothing
 * behind.
 *
 * @param release what to fetch; Trino 476 when left out
 * @throws an InputError when it cannot be fetched or is not the file expected
 */
export async function downloadTrino(
  { signal, onProgress }: LongOperation = {},
  release: Release = TRINO,
): Promise<void> {
  if (existsSync(folders.server)) return;
  await publishFolder(folders.server, async (partial) => {
    const archive = `${partial}.tar.gz`;
    try {
      await fetchArchive(release, archive, { signal, onProgress });
      const unpack = ['-xzf', archive, '-C', partial, '--strip-components=1'];
      const { status, stderr } = spawnSync('tar', unpack, { encoding: 'utf8' });
      if (status !== 0)
        throw inputError(`${folders.home}: Trino could not be unpacked: ${stderr || 'no tar'}.`);
    } finally {
      rmSync(archive, { force: true });
    }
    // Afterwards: files of the plugins kept are hard links to files of others.
    for (const name of readdirSync(path.join(partial, 'plugin')))
      if (!PLUGINS.includes(name)) rmSync(path.join(partial, 'plugin', name), { recursive: true });
  });
}

async function fetchArchive(
  { archive, megabytes, sha256 }: Release,
  file: string,
  { signal, onProgress }: LongOperation,
): Promise<void> {
  const response = await fetch(archive, { signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw inputError(`${archive} cannot be reached (${(error.cause as Error | undefined)?.message}).`);
  });
  if (!response.ok || !response.body) throw inputError(`${archive} answers with status ${response.status}.`);
  const digest = createHash('sha256');
  let bytes = 0;
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        bytes += chunk.length;
        onProgress?.({ done: Math.floor(bytes / 1e6), total: megabytes, unit: 'MB' });
        yield chunk;
      }
    },
    createWriteStream(file),
    { signal },
  );
  if (digest.digest('hex') !== sha256)
    throw inputError(`${archive} is not the file expected (its SHA-256 differs): nothing of it was kept.`);
}
