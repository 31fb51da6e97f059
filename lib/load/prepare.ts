import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import { csvSource } from './csv.js';
import { type CsvHeader, findCsvHeader } from './csv-header.js';
import { cutLongLines, damagedEncoding, decodeText } from './decode-text.js';
import { FORMATS, recognizeFormat } from './formats/recognise.js';
import type { InputFile } from './input-file.js';
import { isEnvelope, isJsonLine, jsonToLines, messagesOfCsv, unwrapMessages } from './json-documents.js';
import { lineSource } from './line-source.js';
import type { OpenOptions } from './open-options.js';
import { parquetSource } from './parquet.js';
import { nameOf } from './parse-row.js';
import { plainText, type Readable, type Scratch } from './plain-text.js';
import type { RawSource } from './raw-source.js';
import { firstLines, LONG_HEAD_BYTES, readHead } from './read-head.js';
import { MAX_LINE_BYTES, scanText } from './scan-text.js';
import { splitRows } from './split-rows.js';
import type { ValueOptions } from './validate.js';

/**
 * Finds out from its content what a file is, and turns it into a source: decompressed, decoded to UTF-8 and taken
 * out of its envelope where it needs that.
 *
 * @param scratch gives paths for the files that are written on the way
 * @param options `format`, a name out of FORMATS, skips the guess
 * @param values how values are read
 * @throws an InputError that says what the file is, when it is nothing that can be read
 */
export async function prepare(
  connection: DuckDBConnection,
  file: InputFile,
  scratch: Scratch,
  { format, signal }: Pick<OpenOptions, 'format' | 'signal'>,
  values: ValueOptions = {},
): Promise<RawSource> {
  if (format !== undefined && !FORMATS.includes(format))
    throw inputError(`"${format}" is no format; give one of ${FORMATS.join(', ')}.`);
  const readable = await plainText(file, scratch, signal, values.timeZone !== undefined);
  if (readable.kind === 'parquet') return parquetSource(connection, readable.path, file.displayName);
  const lines = firstLines(readable.head);
  const isMessageTable = /^"?@timestamp"?,.*@message|^"?@message"?(,|$)/.test(lines[0] ?? '');
  const isJson = /^\s*[[{]/.test(lines[0] ?? '');
  if (!isMessageTable && !isJson && recognizeFormat(lines, format) === null) {
    if (format !== undefined && format !== 'csv') throw unlike(file, format);
    return table(connection, readable, file, scratch, values, signal);
  }
  const isList = lines[0]?.trimStart().startsWith('[') ?? false;
  const isDocument = isJson && (isList || !isJsonLine(lines[0]!));
  let text = await decoded(readable.path, isDocument, scratch, signal);
  let control = 0;
  const move = async <Result>(make: (target: string) => Promise<Result>): Promise<Result> => {
    const target = scratch();
    const result = await make(target);
    text = target;
    return result;
  };
  if (isMessageTable) await move((target) => messagesOfCsv(connection, text, target));
  if (isDocument) await move((target) => jsonToLines(connection, text, isList, target, file.displayName));
  if (isEnvelope(firstLines(await readHead(text, file.displayName))[0] ?? ''))
    control = await move((target) => unwrapMessages(connection, text, target));
  const recognized = recognizeFormat(firstLines(await readHead(text, file.displayName)), format);
  if (recognized === null) throw unlike(file, format ?? 'any log or table that is known');
  const source = lineSource(recognized.format, recognized.mapping, text, recognized.prefixed);
  return control === 0 ? source : { ...source, lead: { 'control message': control } };
}

const unlike = (file: InputFile, format: string) =>
  inputError(`${file.displayName}: does not look like ${format}; the formats are ${FORMATS.join(', ')}.`);

/** A table, read as it is at first, and split into rows here if that does not go smoothly. */
async function table(
  connection: DuckDBConnection,
  { path, head, rowIsLine = false, notes = [] }: Readable,
  file: InputFile,
  scratch: Scratch,
  values: ValueOptions,
  signal?: AbortSignal,
): Promise<RawSource> {
  const header = await headerOf(path, head, file.displayName);
  const scan = scanText(path, signal);
  scan.catch(() => undefined);
  return {
    ...csvSource(path, header, false, values),
    notes,
    mayHaveBlanks: async () => (await scan).blanks,
    isRegular: async () => !(await scan).mixed,
    careful: async () => {
      const text = (await scan).utf8 ? path : scratch();
      if (text !== path) await decodeText(path, await damagedEncoding(path), text, signal, true);
      const rows = scratch();
      const { blank, headers } = await split(
        connection,
        text,
        rows,
        { header, rowIsLine },
        file.displayName,
        signal,
      );
      const source = csvSource(rows, header, true, values);
      const lead = {
        ...source.lead,
        header: 1 + headers,
        ...(blank > 0 && { blank: (source.lead.blank ?? 0) + blank }),
      };
      return { ...source, lead, notes };
    },
  };
}

/** The header of a table, which may lie behind a long title or be long itself. */
async function headerOf(path: string, head: Buffer, displayName: string): Promise<CsvHeader> {
  try {
    return findCsvHeader(head.toString('utf8'), displayName);
  } catch (error) {
    const longer = await readHead(path, displayName, LONG_HEAD_BYTES);
    if (longer.length === head.length) throw error;
    return findCsvHeader(longer.toString('utf8'), displayName);
  }
}

/** Splits a table into rows; those that cannot be read go to the table `damaged_rows`. */
async function split(
  connection: DuckDBConnection,
  text: string,
  target: string,
  { header, rowIsLine }: { readonly header: CsvHeader; readonly rowIsLine: boolean },
  displayName: string,
  signal?: AbortSignal,
) {
  await connection.run(
    'create or replace temp table damaged_rows (line integer, value varchar, reason varchar)',
  );
  const appender = await connection.createAppender('damaged_rows');
  const layout = {
    skip: header.line,
    delimiter: header.delimiter.charCodeAt(0),
    cells: header.cells.length,
    header: header.written.map(nameOf),
    rowIsLine,
  };
  const found = await splitRows(
    text,
    target,
    layout,
    ({ line, value, reason }) => {
      appender.appendInteger(line);
      appender.appendVarchar(value);
      appender.appendVarchar(reason);
      appender.endRow();
    },
    signal,
  );
  appender.closeSync();
  const { otherHeader } = found;
  if (otherHeader !== null)
    throw inputError(
      `${displayName}, line ${otherHeader.line}: a further header has columns that the first has not (${visible(otherHeader.names.join(', '), 80)}); split the file there.`,
    );
  return found;
}

/** UTF-8 with LF line breaks and no line beyond 2 MiB unless it is a document, the same file if it is that already. */
async function decoded(
  path: string,
  isDocument: boolean,
  scratch: Scratch,
  signal?: AbortSignal,
): Promise<string> {
  const { utf8, returns, long } = await scanText(path, signal);
  let text = path;
  if (!utf8 || returns) {
    text = scratch();
    await decodeText(path, utf8 ? 'utf-8' : await damagedEncoding(path), text, signal);
  }
  if (!long || isDocument) return text;
  const cut = scratch();
  await cutLongLines(text, cut, MAX_LINE_BYTES, signal);
  return cut;
}
