import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { unzipSync } from 'fflate';
import type { WriteSheet } from 'hucre/xlsx';
import { ZipFile } from 'yazl';
import { localQuery } from '../../engine/copy-table.js';
import type { Engine } from '../../engine/engine.js';
import type { ResultColumn } from '../../engine/sql-result.js';
import { publishFile } from '../../files/publish.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { fillSheet } from './fill-sheet.js';
import { frame } from './frame.js';
import type { Sheet, SheetPart } from './sheet.js';
import { sheetParts } from './sheet-parts.js';

/** Excel's limit is 1,048,576 rows (Excel specifications and limits), the header among them. */
const MAX_SHEET_ROWS = 1_048_575;
/** Larger levels take twice the time for files a tenth smaller. */
const COMPRESSION = 3;

let tables = 0;

/** Types that cells can have. */
const TYPES: Readonly<Record<string, DuckDBType>> = {
  TINYINT: INTEGER,
  SMALLINT: INTEGER,
  INTEGER,
  BIGINT,
  REAL: DOUBLE,
  DOUBLE,
  DECIMAL: DOUBLE,
  BOOLEAN,
  DATE: TIMESTAMP,
  TIMESTAMP,
};
const typeOf = ({ type }: ResultColumn): DuckDBType => TYPES[/^\w+/.exec(type)?.[0] ?? ''] ?? VARCHAR;

/** Options of {@link writeSheets}. */
export interface WriteSheetsOptions extends LongOperation {
  /**
   * Maximum number of rows of a sheet besides its header; further rows go to further sheets. Excel's
   * 1,048,575 by default.
   */
  readonly rowsPerSheet?: number;
  /** Makes the first sheet from the names and numbers of rows of the others; no such sheet by default. */
  readonly front?: (parts: readonly SheetPart[]) => WriteSheet;
}

/**
 * Writes the results of queries as an Excel workbook, one sheet each: numbers and times are typed, headers
 * are frozen and have filters, charts are native. Rows are streamed from the engine into the file. The file
 * is written under another name and then renamed.
 *
 * @param sheets names and queries, such as the `query` of a result of `sqlFor`
 * @param file path of the `.xlsx` file; its folder is created where missing
 * @param options `rowsPerSheet`, `front`, `signal` and `onProgress` (number of rows)
 * @returns the sheets written, with their numbers of rows
 * @throws when the SQL is wrong, the file cannot be written, or the signal's reason when stopped
 *
 * @example
 * const { query } = await sqlFor(traffic)`select dst_port, count(*) as records from traffic group by 1`;
 * await writeSheets(traffic, [{ name: 'By port', query }], 'reports/ports.xlsx');
 */
export async function writeSheets(
  { engine }: { readonly engine: Engine },
  sheets: readonly Sheet[],
  file: string,
  options: WriteSheetsOptions = {},
): Promise<readonly SheetPart[]> {
  const { signal } = options;
  return engine.withLocal(async (local) => {
    // Types and numbers of rows have to be known before writing, so remote results are downloaded first.
    const localSheets = await engine.during({ ...(signal && { signal }) }, async (running) => {
      const downloaded: Sheet[] = [];
      for (const sheet of sheets)
        downloaded.push({ ...sheet, query: await localQuery(running, local, sheet.query, typeOf) });
      return downloaded;
    });
    return writeLocalSheets(local.connection, localSheets, file, options);
  });
}

async function writeLocalSheets(
  connection: DuckDBConnection,
  sheets: readonly Sheet[],
  file: string,
  { signal, onProgress, rowsPerSheet = MAX_SHEET_ROWS, front }: WriteSheetsOptions,
): Promise<readonly SheetPart[]> {
  const target = path.resolve(file);
  await mkdir(path.dirname(target), { recursive: true });
  const made: string[] = [];
  try {
    return await publishFile(target, async (partial) => {
      const parts: SheetPart[] = [];
      for (const sheet of sheets) {
        signal?.throwIfAborted();
        tables += 1;
        made.push(`sheet_${tables}`);
        parts.push(
          ...(await sheetParts(connection, sheet, `sheet_${tables}`, Math.min(rowsPerSheet, MAX_SHEET_ROWS))),
        );
      }
      await writeParts(connection, parts, front, partial, { signal, onProgress });
      return parts;
    });
  } finally {
    for (const table of made) await connection.run(`drop table if exists ${table}`);
  }
}

/** Writes the archive: the prepared parts, and the rows of each sheet as they are read. */
async function writeParts(
  connection: DuckDBConnection,
  parts: readonly SheetPart[],
  front: WriteSheetsOptions['front'],
  file: string,
  { signal, onProgress }: LongOperation,
): Promise<void> {
  const first = front === undefined ? [] : [front(parts)];
  const { colToLetter, writeXlsx } = await import('hucre/xlsx');
  const prepared = unzipSync(
    await writeXlsx({
      sheets: [...first, ...(await Promise.all(parts.map(frame)))],
      namedRanges: parts.map((part) => filterName(part, colToLetter(part.columns.length - 1))),
    }),
  );
  const zip = new ZipFile();
  // A query that fails while its sheet is written has to fail the file: the archive does not pass the error
  // on.
  const fail = (error: Error) => (zip.outputStream as Readable).destroy(error);
  const finished = pipeline(zip.outputStream, createWriteStream(file), { ...(signal && { signal }) });
  const total = parts.reduce((sum, part) => sum + part.rows, 0);
  const done = { rows: 0 };
  for (const [name, bytes] of Object.entries(prepared)) {
    const number = Number(/^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1] ?? 0);
    const part = parts[number - 1 - first.length];
    if (number === 0 || part === undefined) zip.addBuffer(Buffer.from(bytes), name);
    else {
      const xml = Buffer.from(bytes).toString('utf8');
      const pieces = fillSheet(connection, part, xml, (rows) => {
        done.rows += rows;
        onProgress?.({ done: done.rows, total, unit: 'rows' });
      });
      zip.addReadStreamLazy(name, { compressionLevel: COMPRESSION }, (use) =>
        use(null, Readable.from(pieces, { objectMode: false }).on('error', fail)),
      );
    }
  }
  zip.end();
  await finished;
}

/** LibreOffice shows a filter only where this built-in name has its range (ECMA-376, 18.2.5). */
function filterName({ name, rows }: SheetPart, last: string) {
  const range = `'${name.replaceAll("'", "''")}'!$A$1:$${last}$${rows + 1}`;
  return { name: '_xlnm._FilterDatabase', range, scope: name };
}
