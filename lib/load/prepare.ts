import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { inputError } from '../text/input-error.js';
import { csvSource } from './csv.js';
import { damagedEncoding, decodeText } from './decode-text.js';
import { FORMATS, type Layer, lackingFor, recognizeFormat } from './formats/recognise.js';
import type { InputFile } from './input-file.js';
import { joinParts } from './join-parts.js';
import { headerLines, type Lines, lineSource, linesOf } from './line-source.js';
import { messageLines, messagesOf, messageTable } from './message-table.js';
import { parquetSource } from './parquet.js';
import { plainText, type Scratch } from './plain-text.js';
import type { RawSource } from './raw-source.js';
import { firstLines, readHead } from './read-head.js';
import { scanText } from './scan-text.js';
import { isEnvelope, isJsonLine, splitJson } from './split-json.js';

/**
 * Finds out from its content what a file is, and turns it into a source: decompressed, decoded to UTF-8 and taken
 * out of its envelope where it needs that.
 *
 * @param scratch gives paths for the files that are written on the way
 * @param format a name out of FORMATS, to skip the guess
 * @param fields names of the fields of lines without a header
 * @throws an InputError that says what the file is, when it is nothing that can be read
 */
export async function prepare(
  connection: DuckDBConnection,
  file: InputFile,
  scratch: Scratch,
  format: string | undefined,
  signal: AbortSignal | undefined,
  fields?: readonly string[],
): Promise<RawSource> {
  if (format !== undefined && !FORMATS.includes(format))
    throw inputError(`"${format}" is no format; give one of ${FORMATS.join(', ')}.`);
  const readable = await plainText(file, scratch, signal);
  if (readable.kind === 'parquet') return parquetSource(connection, readable.path, file.displayName);
  const lines = firstLines(readable.head);
  const options = { fields };
  const table = messageTable(lines);
  const isJson = /^\s*(\{|\[\s*($|[[{"]))/.test(lines[0] ?? '');
  const isSplit = isJson && (!isJsonLine(lines[0]!) || isEnvelope(lines[0]!, lines.length === 1) || /^\s*\[/.test(lines[0]!));
  if (!table && !isSplit && recognizeFormat(lines, format, options) === null) {
    const lacking = lackingFor(lines, format, options);
    if (lacking !== null) throw inputError(`${file.displayName}: ${lacking}`);
    if ((format !== undefined && format !== 'csv') || isJson) throw unlike(file, format);
    return csvTable(readable.path, readable.head, file, scratch, signal);
  }
  const found = await logLines(readable.path, { file, scratch, signal }, { table, isSplit });
  const first = table ? messagesOf(readable.head.toString('utf8'), table.at) : await headLines(found.text!, file);
  const recognized = recognizeFormat(first, format, options);
  if (recognized === null) {
    if (table && format === undefined) return csvTable(readable.path, readable.head, file, scratch, signal);
    const lacking = lackingFor(first, format, options);
    throw lacking === null ? unlike(file, format) : inputError(`${file.displayName}: ${lacking}`);
  }
  const whole = await joined(connection, found, recognized.layers, scratch, signal);
  const { format: known, layers } = recognized;
  const headers =
    known.isHeader === undefined ? undefined : await headerLines(connection, whole, layers, known.isHeader);
  const mapping = known.mapping(recognized.lines, { fields, headers }) ?? recognized.mapping;
  return lineSource({ ...recognized, mapping }, whole);
}

const headLines = async (text: string, file: InputFile) => firstLines(await readHead(text, file.displayName));

interface Reading {
  readonly file: InputFile;
  readonly scratch: Scratch;
  readonly signal: AbortSignal | undefined;
}

/** Brings a file into lines: JSON is divided into its records, the messages of a table are taken out of it. */
async function logLines(
  path: string,
  { file, scratch, signal }: Reading,
  { table, isSplit }: { readonly table: ReturnType<typeof messageTable>; readonly isSplit: boolean },
): Promise<Lines> {
  if (!isSplit) {
    const text = await decoded(path, file, scratch, signal);
    return table ? { ...messageLines(text, table), mayHaveBlanks: async () => true } : linesOf(text);
  }
  const target = scratch();
  const { control, origin, damaged } = await splitJson(path, target, signal);
  const text = await decoded(target, file, scratch, signal);
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
  if (parts === undefined || lines.delimiter !== null) return lines;
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  const some = await query(connection, `select 1 from (${lines.sql}) as lines where ${parts.isPart} limit 1`);
  await connection.run('drop table if exists csv_errors; drop table if exists csv_scans');
  if (some.length === 0) return lines;
  const target = scratch();
  await joinParts(lines.text!, target, parts, signal);
  return { ...lines, ...linesOf(target) };
}

const unlike = (file: InputFile, format = 'any log or table that is known') =>
  inputError(`${file.displayName}: does not look like ${format}; the formats are ${FORMATS.join(', ')}.`);

/** A table, read as it is at first, and written anew in UTF-8 with LF if that does not go smoothly. */
async function csvTable(path: string, head: Buffer, file: InputFile, scratch: Scratch, signal?: AbortSignal) {
  const source = csvSource(path, head.toString('utf8'), file.displayName);
  const scan = scanText(path, file.displayName, signal);
  scan.catch(() => undefined);
  return {
    ...source,
    mayHaveBlanks: async () => (await scan).blanks,
    careful: async (): Promise<RawSource> => {
      const plain = await decoded(path, file, scratch, signal);
      const plainHead = await readHead(plain, file.displayName);
      return {
        ...csvSource(plain, plainHead.toString('utf8'), file.displayName),
        mayHaveBlanks: async () => (await scan).blanks,
      };
    },
  };
}

/** UTF-8 with LF line breaks, the same file if it is that already. */
async function decoded(
  path: string,
  file: InputFile,
  scratch: Scratch,
  signal?: AbortSignal,
): Promise<string> {
  const { utf8, returns } = await scanText(path, file.displayName, signal);
  if (utf8 && !returns) return path;
  const target = scratch();
  await decodeText(path, utf8 ? 'utf-8' : await damagedEncoding(path), target, signal);
  return target;
}
