import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import { maskCredentials } from './credentials/mask-credentials.js';
import { csvSource } from './csv.js';
import { type CsvHeader, findCsvHeader } from './csv-header.js';
import { cutLongLines, damagedEncoding, decodeText } from './decode-text.js';
import { nearestFormat } from './explain-format.js';
import type { FieldMap } from './field-map.js';
import type { InputFile } from './input-file.js';
import { nameOf } from './parse-row.js';
import type { Readable, Scratch } from './plain-text.js';
import type { RawSource } from './raw-source.js';
import { firstLines, LONG_HEAD_BYTES, readHead } from './read-head.js';
import { MAX_LINE_BYTES, scanText } from './scan-text.js';
import { splitRows } from './split-rows.js';
import type { ValueOptions } from './validate.js';

/** A file that is being read, and where texts that are made of it go. */
export interface Work {
  readonly file: InputFile;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal | undefined;
}

/** A table, read as it is at first, and split into rows here if that does not go smoothly. */
export async function csvTable(
  connection: DuckDBConnection,
  { path, head, rowIsLine = false, notes = [] }: Readable,
  { file, scratch, signal }: Work,
  map: FieldMap | undefined,
  values: ValueOptions,
): Promise<RawSource> {
  const header = await headerOf(path, head, file.displayName, map);
  const scan = scanText(path, signal);
  scan.catch(() => undefined);
  return {
    ...csvSource(path, header, false, values, head.toString('utf8')),
    notes,
    mayHaveBlanks: async () => (await scan).blanks,
    isRegular: async () => !(await scan).mixed,
    careful: async () => {
      const text = (await scan).utf8 ? path : scratch();
      if (text !== path) await decodeText(path, await damagedEncoding(path), text, signal, true);
      const rows = scratch();
      const { blank, headers } = await splitTable(
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
async function headerOf(path: string, head: Buffer, displayName: string, map?: FieldMap): Promise<CsvHeader> {
  const hint = nearestFormat(firstLines(head), {});
  try {
    return findCsvHeader(head.toString('utf8'), displayName, map, hint);
  } catch (error) {
    const longer = await readHead(path, displayName, LONG_HEAD_BYTES);
    if (longer.length === head.length) throw error;
    return findCsvHeader(longer.toString('utf8'), displayName, map, hint);
  }
}

/** Splits a table into rows; those that cannot be read go to the table `damaged_rows`. */
export async function splitTable(
  connection: DuckDBConnection,
  text: string,
  target: string,
  {
    header,
    rowIsLine,
  }: {
    readonly header: Pick<CsvHeader, 'line' | 'delimiter' | 'cells' | 'written'>;
    readonly rowIsLine: boolean;
  },
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
      `${displayName}, line ${otherHeader.line}: a further header has columns that the first has not (${visible(maskCredentials(otherHeader.names.join(', ')), 80)}); split the file there.`,
    );
  return found;
}

/** UTF-8 with LF line breaks and no line beyond 2 MiB unless it is a document, the same file if it is that already. */
export async function decoded(
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
