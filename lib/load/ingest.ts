import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { allColumns } from '../schema/columns.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import type { Account, SkipReason } from './account.js';
import { CACHED_PARQUET } from './cached-parquet.js';
import { ingestTyped } from './ingest-typed.js';
import { distinctAddresses, writeIpKeys } from './ip-keys.js';
import { pairingSql } from './pair-halves.js';
import type { RawSource } from './raw-source.js';
import { recordRows } from './record-rows.js';
import { type Reject, writeRejects } from './rejects.js';
import { NO_DAY, provenFormat } from './time-text.js';
import { NOT_AN_ADDRESS, type ValueOptions, validatingSql } from './validate.js';

const EMPTY_REJECTS = `select null::integer as line, null::varchar as column_name, null::varchar as value,
  null::varchar as reason where false`;

const NAMES = allColumns.map(({ name }) => `"${name}"`).join(', ');

/** What the reader of text leaves behind, for sources that are no text. */
const NO_READER_ERRORS = `create temp table csv_errors (line ubigint, column_idx ubigint, error_type varchar,
  csv_line varchar, error_message varchar)`;

/**
 * Reads a source, validates every row and writes `records.parquet`, `ip_keys.parquet` and `rejects.parquet` into a
 * directory.
 *
 * @param displayName the file's name, for the account and for errors
 * @param trusted SQL over `src_ip` and `forwarded_for` that gives the client, or null to leave src_ip as it is
 * @param values how values are read
 * @returns the account of the file
 * @throws an InputError when more than half of the rows were rejected
 */
export async function ingest(
  connection: DuckDBConnection,
  source: RawSource,
  directory: string,
  displayName: string,
  trusted: string | null,
  values: ValueOptions = {},
): Promise<Account> {
  const perfect =
    source.typedSql !== undefined && trusted === null
      ? await ingestPerfect(connection, source, directory, displayName)
      : null;
  const account =
    perfect ??
    (await ingestCarefully(
      connection,
      (await source.careful?.()) ?? source,
      directory,
      displayName,
      trusted,
      values,
    ));
  await writeIpKeys(connection, path.join(directory, 'ip_keys.parquet'));
  return account;
}

async function ingestPerfect(
  connection: DuckDBConnection,
  source: RawSource,
  directory: string,
  displayName: string,
): Promise<Account | null> {
  const rows = await ingestTyped(
    connection,
    source.typedSql!,
    source.present!,
    source.labelColumn !== null && source.text !== null,
    path.join(directory, 'records.parquet'),
  );
  const mayHaveBlanks = await source.mayHaveBlanks?.();
  if (rows === null || (await source.isRegular?.()) === false) return null;
  const rejects = quoteLiteral(path.join(directory, 'rejects.parquet'));
  await connection.run(`copy (${EMPTY_REJECTS}) to ${rejects} ${CACHED_PARQUET}`);
  const skipped: Skipped = { ...source.lead };
  if (source.text !== null && mayHaveBlanks === true) {
    const walk = { skip: source.skip, delimiter: source.delimiter, malformed: [], places: [] };
    add(skipped, 'blank', (await recordRows(source.text, walk)).blank);
  }
  const units = rows + total(skipped);
  const { format } = source;
  return {
    file: displayName,
    format,
    units,
    records: rows,
    rejects: 0,
    mergedHalves: 0,
    skipped,
    unknownCountries: 0,
    ...noted(source),
  };
}

async function ingestCarefully(
  connection: DuckDBConnection,
  source: RawSource,
  directory: string,
  displayName: string,
  trusted: string | null,
  values: ValueOptions,
): Promise<Account> {
  const records = path.join(directory, 'records.parquet');
  const rejects = path.join(directory, 'rejects.parquet');
  const validated = path.join(directory, 'validated.parquet');
  const rows = `select * exclude (file_row_number), file_row_number as place from read_parquet(${quotePath(validated)}, file_row_number = true)`;
  const raw = trusted === null ? source.sql : `select * replace (${trusted} as src_ip) from (${source.sql})`;
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  if (source.text === null) await connection.run(NO_READER_ERRORS);
  const present = source.present ?? allColumns.map(({ name }) => name);
  const validating = validatingSql(raw, present, { ...values, numbered: source.numbered ?? false });
  await connection.run(`copy (${validating}) to ${quoteLiteral(validated)} ${CACHED_PARQUET}`);
  const blanks = (await source.mayHaveBlanks?.()) ?? false;
  const { rejected, blank } = await writeRejects(connection, source, rows, rejects, blanks);
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  const skipped: Skipped = { ...source.lead };
  add(skipped, 'blank', blank);
  const good = `select * from (${rows}) where reject_reason is null and skip_reason is null`;
  const seen = await query<{ reason: SkipReason | null; n: number; good: number; unknown: number }>(
    connection,
    `select skip_reason as reason, cast(count(*) as integer) as n, cast(count_if(reject_reason is null) as integer) as good,
       cast(count_if(unknown_country is not null and reject_reason is null) as integer) as unknown from (${rows}) group by 1`,
  );
  for (const { reason, n } of seen) if (reason !== null) add(skipped, reason, n);
  const countryCodes = await counts(connection, 'unknown_country', good);
  const clockChanges = await counts(connection, 'clock_change', good);
  const data = seen.find(({ reason }) => reason === null) ?? { n: 0, good: 0, unknown: 0 };
  const { good: halves, unknown } = data;
  // What is good in every row needs no second writing: columns that are not the schema's do no harm.
  if (!source.oneWay && seen.length === 1 && halves === data.n) await rename(validated, records);
  else {
    // Rows come in the order of the file unless pairing mixed them; sorting costs as much as the writing.
    const kept = source.oneWay ? `${pairingSql(good)} order by place` : good;
    await connection.run(
      `copy (select ${NAMES}, label from (${kept})) to ${quoteLiteral(records)} ${CACHED_PARQUET}`,
    );
    await rm(validated);
  }
  const [merged] = source.oneWay
    ? await query<{ n: number }>(
        connection,
        `select cast(count(*) as integer) as n from read_parquet(${quotePath(records)})`,
      )
    : [];
  const n = merged?.n ?? halves;
  // Names in place of addresses are no sign that a file was read in the wrong format.
  const named = rejected > halves ? await rejectedNames(connection, rejects) : 0;
  if (rejected - named > halves || (named > 0 && halves === 0))
    throw await mostlyRejected(connection, source, displayName, rejects, rejected, rejected + halves);
  await distinctAddresses(connection, records, ['src_ip', 'dst_ip']);
  return {
    file: displayName,
    format: source.format,
    units: halves + rejected + total(skipped),
    records: n,
    rejects: rejected,
    mergedHalves: halves - n,
    skipped,
    unknownCountries: unknown,
    ...noted(source),
    ...(unknown > 0 && { countryCodes }),
    ...(values.timeZone !== undefined && { timeZone: { name: values.timeZone, ...clockChanges } }),
  };
}

async function rejectedNames(connection: DuckDBConnection, rejects: string): Promise<number> {
  const [row] = await query<{ n: number }>(
    connection,
    `select cast(count(*) as integer) as n from read_parquet(${quoteLiteral(rejects)}) where reason = ${quoteLiteral(NOT_AN_ADDRESS)}`,
  );
  return row!.n;
}

/** How many of the rows have each value, the most frequent first; of very many values only those. */
async function counts(
  connection: DuckDBConnection,
  column: string,
  rows: string,
): Promise<Readonly<Record<string, number>>> {
  const found = await query<{ value: string; n: number }>(
    connection,
    `select ${column} as value, cast(count(*) as integer) as n from (${rows}) where ${column} is not null
     group by 1 order by n desc, value limit 50`,
  );
  return Object.fromEntries(found.map(({ value, n }) => [value, n]));
}

const noted = ({ notes = [] }: RawSource) => (notes.length > 0 ? { notes } : {});

type Skipped = Partial<Record<SkipReason, number>>;

const total = (skipped: Readonly<Skipped>) => Object.values(skipped).reduce((sum, n) => sum + n, 0);

function add(skipped: Skipped, reason: SkipReason, n: number) {
  if (n > 0) skipped[reason] = (skipped[reason] ?? 0) + n;
}

async function mostlyRejected(
  connection: DuckDBConnection,
  source: RawSource,
  displayName: string,
  file: string,
  rejected: number,
  rows: number,
): Promise<Error> {
  const examples = await query<Reject & Record<string, string | number | null>>(
    connection,
    `select line, column_name, value, reason from read_parquet(${quotePath(file)}) order by line limit 3`,
  );
  const sentences = examples.map(
    ({ line, column_name, value, reason }) =>
      `line ${line}: ${column_name ?? 'the row'}${value === null ? '' : ` "${visible(value, 60)}"`} ${reason}`,
  );
  const days = await query<{ value: string }>(
    connection,
    `select value from read_parquet(${quotePath(file)}) where starts_with(reason, '${NO_DAY}') order by line limit 100000`,
  );
  const format = provenFormat(days.map(({ value }) => value));
  return inputError(
    `${displayName}: ${source.flaw === undefined ? '' : `${source.flaw}; `}${rejected === rows ? `all ${rows}` : `${rejected} of ${rows}`} rows were rejected. The file looks like ${source.title}, and was read as that; ${sentences.join('; ')}. ${format === null ? 'Give its real format, or fix these rows.' : `These days can only be read with --time-format "${format}".`}`,
  );
}
