import { realpath } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { KEEP_MEMORY, openDuckDB, RETURN_MEMORY } from '../engine/duckdb.js';
import { duckdbEngine } from '../engine/duckdb-engine.js';
import { query } from '../engine/query.js';
import { runInterruptible } from '../engine/run-interruptible.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { limitMemory } from '../engine/with-memory-limit.js';
import { pickOperation } from '../progress/long-operation.js';
import { allColumns } from '../schema/columns.js';
import { checkOptions } from '../text/check-options.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import type { Account } from './account.js';
import { ADDRESS_MACROS } from './address-macros.js';
import { pruneCache } from './cache.js';
import { registerCredentialMacros } from './credentials/credential-functions.js';
import { splitNames } from './file-names.js';
import { leftOut, type RecordFilter, recordFilter } from './filter/record-filter.js';
import { type Loaded, loadFile, readingOf } from './load-file.js';
import type { OpenOptions } from './open-options.js';
import { maskedText, redact } from './redact/redact.js';
import { saveMap } from './saved-maps.js';
import { remoteTraffic, sourceFiles } from './sources/source-files.js';
import { standardInput } from './standard-input.js';
import type { Traffic } from './traffic.js';
import { checkValueOptions, valueOptions } from './value-options.js';

/**
 * Loading streams, so that it needs no more than this; what does not fit is spilled to disk. With less, the engine writes
 * Parquet files of many columns on one thread only: it sets apart 4 MB for each column and thread.
 */
const LOADING_MEMORY = '640MB';

/**
 * Opens traffic records: reads and validates each file once into cached Parquet (reused while the file is unchanged).
 *
 * The engine then has the records as the table `traffic`, the rows that could not be read as `rejects`, labels of records as
 * `labels`, and a sortable key for each client and server address as `ip_keys`. Files may be CSV, TSV, JSON, Parquet, XLSX, AWS VPC
 * flow, WAF, load balancer, S3 and CloudFront logs, CloudWatch Logs exports, and logs of web servers and proxies, also within syslog, Docker, Kubernetes
 * or JSON; text may be compressed with gzip, bzip2, xz or zstd, in UTF-8, UTF-16 or Latin-1. Remote sources are `s3://bucket/prefix/**`, `cloudwatch:///log-group?from=2024-04-25`,
 * `trino://host/catalog/schema/table` (with `?fetch=false` the records stay in Trino and are queried there) and
 * `athena://catalog/database/table`; data/README.md describes their parameters.
 *
 * @param path one or more files, folders, patterns (`*`, `?`, `**`) or addresses of remote sources, relative to the repository root
 *   in a notebook; `-` is standard input. One text may hold several names with the platform's path delimiter between them, as
 *   the environment variable TRAFFIC does
 * @param options `where`, `from` and `to` open a part of the records, `redact` masks addresses, `format`, `fields`, `map` and `proxies` say what
 *   a file does not; `signal` and `onProgress`. See {@link OpenOptions} for each default
 * @returns the records, with their number (`records`), the number of rejected rows (`rejected`) and an account of each file
 * @throws an InputError for an option that does not exist; an InputError, one sentence with file, line, column and fix, when a file cannot be read or more than half of its rows are
 *   rejected; the signal's reason when it was stopped
 *
 * @example
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * console.log(`${traffic.records} records, ${traffic.rejected} rejected`);
 *
 * @example
 * // A part of the records: all filters must hold, a comma means “or”. Masked, to hand on.
 * await openTraffic('data/cybersecurity_data.csv', { where: ['country=DE,US', 'port=443'], redact: true });
 */
export async function openTraffic(
  path: string | readonly string[],
  options: OpenOptions = {},
): Promise<Traffic> {
  checkOptions('openTraffic', options, Object.keys(OPTIONS));
  const names = (typeof path === 'string' ? splitNames(path) : path).filter((file) => file !== '');
  if (names.length === 0) throw inputError('No traffic file was named; give the path of a CSV file.');
  const reading = readingOf(options);
  if (options.saveMap && !reading.fields && !reading.map)
    throw inputError('saveMap: there is nothing to save; give fields or map.');
  const filter = recordFilter(options);
  const sourceOptions = { ...options, ...pickOperation(options), period: filter?.period ?? {} };
  const remote = await remoteTraffic(names, sourceOptions, filter);
  if (remote) {
    if (options.redact ?? process.env.REDACT === '1')
      throw inputError(`${remote.accounts[0]?.file}: its records stay there and cannot be masked there.`);
    return remote;
  }
  const connection = await openDuckDB();
  await registerCredentialMacros(connection);
  await connection.run(`${ADDRESS_MACROS};
    set enable_progress_bar = true; set enable_progress_bar_print = false; set memory_limit = '${LOADING_MEMORY}'; ${KEEP_MEMORY}`);
  await checkValueOptions(connection, valueOptions(options));
  const parts: Loaded[] = [];
  const paths: string[] = [];
  const sourceFilters = new Set<string>();
  const seen = new Map<string, number>();
  for (const name of names) {
    const input = name === '-' ? await standardInput(options.signal) : null;
    try {
      for (const file of input === null ? await sourceFiles(name, sourceOptions) : [input]) {
        // One file by two names is one source of records.
        const real = await realpath(file.path).catch(() => file.path);
        const before = seen.get(real);
        if (before !== undefined) {
          parts[before] = withNotes(parts[before]!, [
            `${visible(file.displayName, 200)} is the same file, counted once`,
          ]);
          continue;
        }
        seen.set(real, parts.length);
        parts.push(withNotes(await loadFile(connection, file, options), file.notes ?? []));
        paths.push(file.path);
        if (file.filter) sourceFilters.add(file.filter);
      }
    } finally {
      await input?.remove();
    }
  }
  await connection.run(RETURN_MEMORY);
  await limitMemory(
    connection,
    parts.reduce((sum, { account }) => sum + account.records, 0),
  );
  await pruneCache();
  const unmasked = await createViews(connection, parts, filter);
  const read = parts.map(({ account }) => account);
  const kept = filter ? await leftOut(connection, read, filter.words()) : read;
  const masked = options.redact ?? process.env.REDACT === '1';
  const select = masked
    ? await runInterruptible(connection, 'masking', options, () => redact(connection, options.signal))
    : unmasked;
  const accounts = masked ? kept.map(maskedAccount) : kept;
  const records = accounts.reduce((sum, account) => sum + account.records, 0);
  const rejected = accounts.reduce((sum, account) => sum + account.rejects, 0);
  if (records === 0)
    throw inputError(`${names.join(', ')}: has a header but no records; at least one row was expected.`);
  if (options.saveMap) await saveMap(reading);
  const words = [
    ...[...sourceFilters].map((text) => (masked ? maskedText(text) : text)),
    ...(filter?.words(masked ? maskedText : undefined) ?? []),
  ];
  return {
    engine: duckdbEngine(connection),
    files: paths,
    records,
    rejected,
    accounts,
    select,
    ...(words.length > 0 && { filter: words }),
  };
}

/** Adds to what is to be known of how a file was read. */
function withNotes(part: Loaded, notes: readonly string[]): Loaded {
  if (notes.length === 0) return part;
  return { ...part, account: { ...part.account, notes: [...(part.account.notes ?? []), ...notes] } };
}

/** An account of redacted traffic: names of files and sheets, and what stands where a country should, may be addresses, too. */
function maskedAccount(account: Account): Account {
  const codes: Record<string, number> = {};
  for (const [code, records] of Object.entries(account.countryCodes ?? {}))
    codes[maskedText(code)] = (codes[maskedText(code)] ?? 0) + records;
  return {
    ...account,
    file: maskedText(account.file),
    ...(account.countryCodes && { countryCodes: codes }),
    ...(account.notes && { notes: account.notes.map((note) => maskedText(note)) }),
    masked: true,
  };
}

/** Gives the SELECT of `traffic`. `row_id` comes from the Parquet row number, which costs nothing and keeps queries free to prune and to run in parallel. */
async function createViews(
  connection: DuckDBConnection,
  parts: readonly Loaded[],
  filter: RecordFilter | undefined,
): Promise<string> {
  let before = 0;
  const each: Readonly<Record<'traffic' | 'labels' | 'rejects', string>>[] = [];
  for (const { account, labelColumn, records, rejects } of parts) {
    const stored = await query<{ name: string }>(
      connection,
      `select name from parquet_schema(${quotePath(records)})`,
    );
    const has = new Set(stored.map((row) => row.name));
    const names = allColumns
      .map(({ name, type }) => (has.has(name) ? `"${name}"` : `null::${type} as "${name}"`))
      .join(', ');
    const label = has.has('label') ? 'label' : 'null::varchar';
    const rows = `read_parquet(${quotePath(records)}, file_row_number = true)`;
    const id = `cast(file_row_number + ${before + 1} as integer) as row_id`;
    before += account.records;
    each.push({
      traffic: `select ${id}, ${names} from ${rows}`,
      labels: `select ${id}, ${label} as label, ${labelColumn === null ? 'null' : quoteLiteral(labelColumn)}::varchar as label_column from ${rows} where ${label} is not null`,
      rejects: `select ${quoteLiteral(account.file)} as file, line, column_name, value, reason from read_parquet(${quotePath(rejects)})`,
    });
  }
  const keys = parts.map(({ ipKeys }) => quotePath(ipKeys)).join(', ');
  const allKeys = `select ip, min(ip_key) as ip_key from read_parquet([${keys}]) group by ip`;
  const all = (view: 'traffic' | 'labels' | 'rejects') => each.map((part) => part[view]).join(' union all ');
  const views = filter
    ? {
        // The filter asks for keys of networks, which are those of all records.
        traffic: `with ip_keys as (${allKeys}) select * from (${all('traffic')}) where ${filter.sql}`,
        labels: `select * from (${all('labels')}) where row_id in (select row_id from traffic)`,
        // When the capture had gaps is a question of all records.
        capture_times: `select creation_time, end_time from (${all('traffic')}) where ${filter.times}`,
        rejects: all('rejects'),
        ip_keys: `select * from (${allKeys}) where ip in (select src_ip from traffic union select dst_ip from traffic)`,
      }
    : {
        traffic: all('traffic'),
        labels: all('labels'),
        capture_times: 'select creation_time, end_time from traffic',
        rejects: all('rejects'),
        ip_keys: allKeys,
      };
  for (const [view, select] of Object.entries(views))
    await connection.run(`create view ${view} as ${select}`);
  return views.traffic;
}

const OPTIONS: Readonly<Record<keyof OpenOptions, true>> = {
  ...{
    format: true,
    fields: true,
    map: true,
    saveMap: true,
    proxies: true,
    where: true,
    from: true,
    to: true,
    redact: true,
  },
  ...{ timeFormat: true, timeZone: true, thousands: true, signal: true, onProgress: true },
};
