import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '../text/input-error.js';
import { csvSource } from './csv.js';
import { damagedEncoding, decodeText } from './decode-text.js';
import { FORMATS, lackingFor, recognizeFormat } from './formats/recognise.js';
import type { InputFile } from './input-file.js';
import { isEnvelope, isJsonLine, jsonToLines, messagesOfCsv, unwrapMessages } from './json-documents.js';
import { headerLines, lineSource } from './line-source.js';
import { parquetSource } from './parquet.js';
import { plainText, type Scratch } from './plain-text.js';
import type { RawSource } from './raw-source.js';
import { firstLines, readHead } from './read-head.js';
import { scanText } from './scan-text.js';

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
  const isMessageTable = /^"?@timestamp"?,.*@message|^"?@message"?(,|$)/.test(lines[0] ?? '');
  const isJson = /^\s*[[{]/.test(lines[0] ?? '');
  if (!isMessageTable && !isJson && recognizeFormat(lines, format, { fields }) === null) {
    const lacking = lackingFor(lines, format, { fields });
    if (lacking !== null) throw inputError(`${file.displayName}: ${lacking}`);
    if (format !== undefined && format !== 'csv') throw unlike(file, format);
    return table(readable.path, readable.head, file, scratch, signal);
  }
  let text = await decoded(readable.path, file, scratch, signal);
  let control = 0;
  const move = async <Result>(make: (target: string) => Promise<Result>): Promise<Result> => {
    const target = scratch();
    const result = await make(target);
    text = target;
    return result;
  };
  if (isMessageTable) await move((target) => messagesOfCsv(connection, text, target));
  const isList = lines[0]?.trimStart().startsWith('[') ?? false;
  if (isJson && (isList || !isJsonLine(lines[0]!)))
    await move((target) => jsonToLines(connection, text, isList, target, file.displayName));
  if (isEnvelope(firstLines(await readHead(text, file.displayName))[0] ?? ''))
    control = await move((target) => unwrapMessages(connection, text, target));
  const first = firstLines(await readHead(text, file.displayName));
  const recognized = recognizeFormat(first, format, { fields });
  if (recognized === null) {
    const lacking = lackingFor(first, format, { fields });
    throw lacking === null
      ? unlike(file, format ?? 'any log or table that is known')
      : inputError(`${file.displayName}: ${lacking}`);
  }
  const { isHeader } = recognized.format;
  const headers =
    isHeader === undefined ? undefined : await headerLines(connection, text, isHeader, recognized.prefixed);
  const { mapping, prefixed } =
    recognizeFormat(first, recognized.format.name, { fields, headers }) ?? recognized;
  const source = lineSource(recognized.format, mapping, text, prefixed);
  return control === 0 ? source : { ...source, lead: { 'control message': control } };
}

const unlike = (file: InputFile, format: string) =>
  inputError(`${file.displayName}: does not look like ${format}; the formats are ${FORMATS.join(', ')}.`);

/** A table, read as it is at first, and written anew in UTF-8 with LF if that does not go smoothly. */
async function table(path: string, head: Buffer, file: InputFile, scratch: Scratch, signal?: AbortSignal) {
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
