import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { runInterruptible } from '../engine/run-interruptible.js';
import { publishFolder } from '../files/publish.js';
import type { Account } from './account.js';
import { addressRange } from './address-range.js';
import { cacheDirectory, touchCache } from './cache.js';
import { fieldMap } from './field-map.js';
import { withoutPort } from './formats/client-text.js';
import { ingest } from './ingest.js';
import type { InputFile } from './input-file.js';
import type { OpenOptions } from './open-options.js';
import { prepare } from './prepare.js';
import { readHead } from './read-head.js';
import { type Reading, savedMaps } from './saved-maps.js';
import { valueOptions } from './value-options.js';

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
  options: OpenOptions,
): Promise<Loaded> {
  await readHead(file.path, file.displayName);
  const { format, signal } = options;
  const proxies = proxiesOf(options);
  const reading = readingOf(options);
  // A saved map may make another reading of the same file.
  const saved = reading.fields || reading.map ? [] : await savedMaps();
  const values = valueOptions(options);
  const valuesKey = Object.keys(values).length > 0 ? [values] : [];
  const directory = await cacheDirectory(file.path, [format ?? '', proxies, reading, saved, ...valuesKey]);
  if (!(await touchCache(directory))) {
    await publishFolder(directory, async (partial) => {
      let written = 0;
      const scratch = () => path.join(partial, `text-${++written}`);
      const trusted = proxies.length === 0 ? null : clientSql(proxies);
      await runInterruptible(connection, file.displayName, options, async () => {
        const source = await prepare(connection, file, scratch, { format, signal, reading, saved }, values);
        const account = await ingest(connection, source, partial, file.displayName, trusted, values);
        for (let i = 1; i <= written; i++) await rm(path.join(partial, `text-${i}`), { force: true });
        const { labelColumn } = source;
        await writeFile(path.join(partial, 'account.json'), JSON.stringify({ account, labelColumn }));
      });
    });
  }
  const cached = JSON.parse(await readFile(path.join(directory, 'account.json'), 'utf8')) as Omit<
    Loaded,
    'records' | 'rejects' | 'ipKeys'
  >;
  return {
    account: { ...cached.account, file: file.displayName },
    labelColumn: cached.labelColumn,
    records: path.join(directory, 'records.parquet'),
    rejects: path.join(directory, 'rejects.parquet'),
    ipKeys: path.join(directory, 'ip_keys.parquet'),
  };
}

/** How the options, or else the environment, say that files are to be read. */
export function readingOf({
  fields = process.env.TRAFFIC_FIELDS,
  map = process.env.TRAFFIC_MAP,
}: OpenOptions): Reading {
  return {
    ...(fields && fields.length > 0 && { fields }),
    ...(map && Object.keys(map).length > 0 && { map: fieldMap(map) }),
  };
}

const proxiesOf = ({ proxies }: OpenOptions): readonly string[] =>
  proxies ??
  (process.env.TRAFFIC_PROXIES ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/**
 * SQL for the client's address where the peer is a proxy that the analyst trusts: the last address in
 * X-Forwarded-For that is no trusted proxy, since everything before it was written by whoever sent the request.
 *
 * @param proxies addresses or CIDRs of trusted proxies
 * @throws an InputError when one is neither
 */
export function clientSql(proxies: readonly string[]): string {
  const ranges = proxies.map(addressRange);
  const trusted = (ip: string) =>
    `(${ranges.map(({ from, to }) => `ip_key(${ip}) between '${from}' and '${to}'`).join(' or ')})`;
  const hops = `list_transform(list_reverse(string_split(forwarded_for, ',')), lambda hop: address(${withoutPort('trim(hop)')}))`;
  return `case when address(src_ip) is not null and ${trusted('address(src_ip)')} and forwarded_for is not null
    then coalesce(list_filter(${hops}, lambda hop: hop is null or not ${trusted('hop')})[1], src_ip) else src_ip end`;
}
