import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { runInterruptible } from '../engine/run-interruptible.js';
import { publishFolder } from '../files/publish.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Account } from './account.js';
import { cacheDirectory, touchCache } from './cache.js';
import { clientSql } from './client-behind-proxies.js';
import { ingest } from './ingest.js';
import type { InputFile } from './input-file.js';
import { prepare } from './prepare.js';
import { readHead } from './read-head.js';
import type { ReadOptions } from './read-options.js';

/** What one file became: Parquet files that later queries read instead of the source. */
export interface Loaded {
  readonly account: Account;
  readonly labelColumn: string | null;
  readonly records: string;
  readonly rejects: string;
  readonly ipKeys: string;
}

/**
 * Reads a file into the cache, or finds it there. The work is done beside its place and moved, so a broken-off
 * load leaves nothing that a later one could mistake.
 *
 * @throws an InputError when the file cannot be read, the signal's reason when it was stopped
 */
export async function loadFile(
  connection: DuckDBConnection,
  file: InputFile,
  options: ReadOptions & LongOperation,
): Promise<Loaded> {
  await readHead(file.path, file.given);
  const { format, trustedProxies = [], signal } = options;
  const directory = await cacheDirectory(file.path, [format ?? '', trustedProxies]);
  if (!(await touchCache(directory))) {
    await publishFolder(directory, async (partial) => {
      let written = 0;
      const scratch = () => path.join(partial, `text-${++written}`);
      const trusted = trustedProxies.length === 0 ? null : clientSql(trustedProxies);
      await runInterruptible(connection, file.given, options, async () => {
        const source = await prepare(connection, file, scratch, format, signal);
        const account = await ingest(connection, source, partial, file.given, trusted);
        for (let i = 1; i <= written; i++) await rm(path.join(partial, `text-${i}`), { force: true });
        const { labelColumn } = source;
        await writeFile(path.join(partial, 'account.json'), JSON.stringify({ account, labelColumn }));
      });
    });
  }
  const said = JSON.parse(await readFile(path.join(directory, 'account.json'), 'utf8')) as Omit<
    Loaded,
    'records' | 'rejects' | 'ipKeys'
  >;
  return {
    account: { ...said.account, file: file.given },
    labelColumn: said.labelColumn,
    records: path.join(directory, 'records.parquet'),
    rejects: path.join(directory, 'rejects.parquet'),
    ipKeys: path.join(directory, 'ip_keys.parquet'),
  };
}
