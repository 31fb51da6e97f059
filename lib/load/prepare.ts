import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { inputError } from '../text/input-error.js';
import { csvTable, decoded, splitTable, type Work } from './csv-table.js';
import { damagedEncoding, decodeText } from './decode-text.js';
import { nearestFormat } from './explain-format.js';
import type { MappingOptions } from './formats/line-format.js';
import { ownLayout } from './formats/own-layout.js';
import { FORMATS, type Layer, lackingFor, recognizeFormat } from './formats/recognise.js';
import { unreadFormat } from './formats/unread.js';
import type { InputFile } from './input-file.js';
import { joinParts } from './join-parts.js';
import { headerLines, type Lines, lineSource, linesOf } from './line-source.js';
import { messageLines, messagesOf, messageTable } from './message-table.js';
import { parquetSource } from './parquet.js';
import { plainText, type Readable, type Scratch } from './plain-text.js';
import type { RawSource } from './raw-source.js';
import { firstLines, readHead } from './read-head.js';
import type { Reading, SavedMap } from './saved-maps.js';
import { scanText } from './scan-text.js';
import { isEnvelope, isJsonLine, splitJson } from './split-json.js';
import type { ValueOptions } from './validate.js';

/** How a file is to be read. */
export interface PrepareOptions {
  /** A name out of FORMATS, to skip the guess. */
  readonly format?: string | undefined;
  /** What the analyst says of its fields. */
  readonly reading?: Reading;
  /** What was said of other files, to be tried where nothing else fits. */
  readonly saved?: readonly SavedMap[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds out from its content what a file is, and turns it into a source: decompressed, decoded to UTF-8 and taken
 * out of its envelope where it needs that.
 *
 * @param scratch gives paths for the files that are written on the way
 * @param values how values are read
 * @throws an InputError that says what the file is, when it is nothing that can be read
 */
export async function prepare(
  connection: DuckDBConnection,
  file: InputFile,
  scratch: Scratch,
  { reading = {}, saved = [], ...options }: PrepareOptions,
  values: ValueOptions = {},
): Promise<RawSource> {
  const readable = await plainText(file, scratch, options.signal, values.timeZone !== undefined);
  const read = (as: Reading) => prepareAs(connection, readable, { file, scratch, ...options }, as, values);
  try {
    return await read(reading);
  } catch (error) {
    if ((error as Error).name !== 'InputError') throw error;
    for (const one of saved) {
      const source = await read(one).catch(() => null);
      if (source !== null)
        return {
          ...source,
          notes: [...(source.notes ?? []), `read by the saved map ${path.relative(process.cwd(), one.file)}`],
        };
    }
    throw error;
  }
}

/** Prepares a file for one way of reading it. */
async function prepareAs(
  connection: DuckDBConnection,
  readable: Readable,
  { file, scratch, format, signal }: Work & Pick<PrepareOptions, 'format'>,
  { fields: given, map }: Reading,
  values: ValueOptions,
): Promise<RawSource> {
  if (format !== undefined && !FORMATS.includes(format))
    throw inputError(`"${format}" is no format; give one of ${FORMATS.join(', ')}.`);
  if (readable.kind === 'parquet') return parquetSource(connection, readable.path, file.displayName, map);
  const lines = firstLines(readable.head);
  const own = typeof given === 'string' ? ownLayout(given) : null;
  const fields = own ? undefined : typeof given === 'string' ? given.trim().split(/[\s,]+/) : given;
  const options = { fields, map, ...(own && { own }) };
  const table = messageTable(lines);
  const isJson = /^\s*(\{|\[\s*($|[[{"]))/.test(lines[0] ?? '');
  const isSplit =
    isJson &&
    (!isJsonLine(lines[0]!) || isEnvelope(lines[0]!, lines.length === 1) || /^\s*\[/.test(lines[0]!));
  if (!table && !isSplit && recognizeFormat(lines, format, options) === null) {
    const lacking = lackingFor(lines, format, options);
    if (lacking !== null) throw inputError(`${file.displayName}: ${lacking}`);
    const known = unreadFormat(lines);
    if (known !== null && !map) throw inputError(`${file.displayName}: ${known}`);
    if ((format !== undefined && format !== 'csv') || isJson || given !== undefined)
      throw unlike(file, lines, format, options);
    return csvTable(connection, readable, { file, scratch, signal }, map, values);
  }
  const found = await logLines(connection, readable.path, { file, scratch, signal }, { table, isSplit });
  const first = table
    ? messagesOf(readable.head.toString('utf8'), table)
    : await headLines(found.text!, file);
  const recognized = recognizeFormat(first, format, options);
  if (recognized === null) {
    if (table && format === undefined)
      return csvTable(connection, readable, { file, scratch, signal }, map, values);
    const lacking = lackingFor(first, format, options);
    throw lacking === null
      ? unlike(file, first, format, options)
      : inputError(`${file.displayName}: ${lacking}`);
  }
  const whole = await joined(connection, found, recognized.layers, scratch, signal);
  const { format: known, layers } = recognized;
  const headers =
    known.isHeader === undefined ? undefined : await headerLines(connection, whole, layers, known.isHeader);
  const mapping = known.mapping(recognized.lines, { ...options, headers }) ?? recognized.mapping;
  return lineSource({ ...recognized, mapping }, whole);
}

const headLines = async (text: string, file: InputFile) => firstLines(await readHead(text, file.displayName));

/** Brings a file into lines: JSON is divided into its records, the messages of a table are taken out of it. */
async function logLines(
  connection: DuckDBConnection,
  path: string,
  { file, scratch, signal }: Work,
  { table, isSplit }: { readonly table: ReturnType<typeof messageTable>; readonly isSplit: boolean },
): Promise<Lines> {
  if (table) {
    const text = (await scanText(path, signal)).utf8 ? path : scratch();
    if (text !== path) await decodeText(path, await damagedEncoding(path), text, signal, true);
    const rows = scratch();
    const { blank } = await splitTable(
      connection,
      text,
      rows,
      { header: table, rowIsLine: false },
      file.displayName,
      signal,
    );
    return { ...messageLines(rows, table), lead: blank > 0 ? { blank } : {} };
  }
  if (!isSplit) return linesOf(await decoded(path, false, scratch, signal));
  const target = scratch();
  const { control, origin, damaged } = await splitJson(path, target, signal);
  const text = await decoded(target, false, scratch, signal);
  const flaw = damaged && { flaw: 'is damaged JSON' };
  return { ...linesOf(text), ...flaw, origin, lead: control === 0 ? {} : { 'control message': control } };
}

/** The lines with those made whole that a container's engine divided. */
async function joined(
  connection: DuckDBConnection,
  lines: Lines,
  layers: readonly Layer[],
  scratch: Scratch,
  signal?: AbortSignal,
): Promise<Lines> {
  const parts = layers[0]?.wrapper.parts;
  if (parts === undefined || lines.numbered) return lines;
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  const some = await query(connection, `select 1 from (${lines.sql}) as lines where ${parts.isPart} limit 1`);
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  if (some.length === 0) return lines;
  const target = scratch();
  await joinParts(lines.text!, target, parts, signal);
  return { ...lines, ...linesOf(target) };
}

function unlike(
  file: InputFile,
  lines: readonly string[],
  format: string | undefined,
  options: MappingOptions,
) {
  const hint = nearestFormat(lines, options);
  return inputError(
    `${file.displayName}: ${unreadFormat(lines) ?? `does not look like ${format ?? 'any log or table that is known'}${hint}; the formats are ${FORMATS.join(', ')}.`}`,
  );
}
